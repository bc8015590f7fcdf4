// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.diffusion4j.benchmarks.Measuring.Job;
import org.diffusion4j.model.Model;
import org.diffusion4j.tensor.Engine;

/** The spiral: training step, sampling, the share of noise in both, whole processes. */
final class SpiralTables {
    /** How many there are. */
    static final int COUNT = 6;

    /** Between two looks at the others: about a third of a second. */
    private static final int STEPS_PER_WINDOW = 1000;

    private static final int WARMING = 5000;

    /** Whole runs, until their code is compiled. */
    private static final int WARMING_RUNS = 20;

    private static final String SETTING = "float32, 1 thread";
    private static final String ON_ALL_CORES = "float32, a Java thread per core";

    private final Measuring measuring;
    private final Peers peers;

    SpiralTables(Measuring measuring, Peers peers) {
        this.measuring = measuring;
        this.peers = peers;
    }

    void measure() {
        int rounds = measuring.options().rounds();
        trainingStep(rounds);
        sampling(rounds);
        noise(rounds);
        processes();
    }

    private static Job job(String what, int batch, String unit, String setting) {
        return new Job(Subject.SPIRAL, what, batch, unit, setting, OptionalDouble.empty());
    }

    private void trainingStep(int rounds) {
        try (TrainingSteps training = new TrainingSteps(Subject.SPIRAL)) {
            training.steps(WARMING); // compiled by then
            List<Case> cases = new ArrayList<>();
            cases.add(Case.ours(() -> Series.median(training.steps(STEPS_PER_WINDOW)) / 1e6));
            cases.addAll(
                    peers.cases("train", List.of("eager adam", "eager adam 1", "eager fused 1", "compile fused 1")));
            measuring.compare(job("training step", 64, "ms", SETTING), cases, rounds);
        }
    }

    private void sampling(int rounds) {
        try (Model model = FreshModel.make(Subject.SPIRAL)) {
            List<Case> cases = new ArrayList<>();
            cases.add(Case.ours(() -> {
                long start = System.nanoTime();
                model.sample(SpiralSampleBenchmark.POINTS, start);
                return (System.nanoTime() - start) / 1e6 / SpiralSampleBenchmark.STEPS;
            }));
            cases.addAll(peers.cases(
                    "sample", List.of("eager", "eager 1", "compile", "compile 1", "compile bf16", "compile bf16 1")));
            measuring.compare(job("sampling step", SpiralSampleBenchmark.POINTS, "ms", ON_ALL_CORES), cases, rounds);
        }
    }

    private void noise(int rounds) {
        try (TrainingSteps training = new TrainingSteps(Subject.SPIRAL);
                Model model = FreshModel.make(Subject.SPIRAL)) {
            training.steps(WARMING);
            List<Case> training1 = List.of(Case.ours(() -> NoiseShare.ofTraining(training, STEPS_PER_WINDOW)));
            measuring.list(job("random numbers in a training step", 64, "percent", SETTING), training1, rounds);
            int points = SpiralSampleBenchmark.POINTS;
            List<Case> beside = List.of(Case.ours(() -> NoiseShare.ofSamplingAhead(model, points, System.nanoTime())));
            Case.inTurns(beside, WARMING_RUNS);
            measuring.list(
                    job("random numbers in a sampling step, drawn beside it", points, "percent", SETTING),
                    beside,
                    rounds);
        }
        List<Model> models = IntStream.range(0, Engine.cores())
                .mapToObj(core -> FreshModel.make(Subject.SPIRAL))
                .toList();
        try {
            int points = SpiralSampleBenchmark.POINTS;
            List<Case> onAllCores = List.of(Case.ours(() -> NoiseShare.ofSampling(models, points, System.nanoTime())));
            Case.inTurns(onAllCores, WARMING_RUNS);
            measuring.list(
                    job("random numbers in a sampling step, all cores at work", points, "percent", ON_ALL_CORES),
                    onAllCores,
                    rounds);
        } finally {
            models.forEach(Model::close);
        }
    }

    private void processes() {
        Path folder = FreshModel.folder("d4j-benchmark");
        try {
            BenchOptions options = measuring.options();
            List<Case> jobs = new ArrayList<>();
            jobs.add(Case.ours(() -> WholeProcess.milliseconds(WholeProcess.training(folder))));
            options.peers()
                    .ifPresent(python -> jobs.addAll(Peers.jobs(
                            python,
                            options.folder(),
                            folder,
                            List.of("eager adam", "eager fused 1", "compile fused 1"))));
            measuring.compare(
                    job("start to saved weights, 2,000 iterations", 64, "ms", SETTING), jobs, options.jobRounds());
        } finally {
            FreshModel.delete(folder);
        }
    }
}
