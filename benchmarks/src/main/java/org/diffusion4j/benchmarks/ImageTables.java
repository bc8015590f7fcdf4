// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.diffusion4j.benchmarks.Measuring.Job;
import org.diffusion4j.benchmarks.PeerPrograms.Allocator;
import org.diffusion4j.benchmarks.PeerPrograms.Script;
import org.diffusion4j.network.Compute;
import org.diffusion4j.nn.ConvolutionAlgorithm;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.tensor.Engine;

/** An image system: training step, sampling steps, memory of both, and whole processes where a model of it ships. */
final class ImageTables {
    /** A backward pass does twice what a forward pass does: gradients of inputs and of weights. */
    private static final int PASSES = 3;

    /** Steps of the short training that is measured as a whole process. */
    private static final int JOB_STEPS = 20;

    /** Of a filling by the official network of 256 x 256 pixels, its filters included, in multiples of 1e9. */
    private static final double MAT_FORWARD = 280;

    private static final long WINDOW = 300_000_000;
    private static final long WARM_UP = 4_000_000_000L;

    /** What a step is called that is measured in float32 although the processor computes in bfloat16 too. */
    static final String IN_FLOAT32 = " in float32";

    private final Measuring measuring;
    private final Peers peers;
    private final Subject subject;

    ImageTables(Measuring measuring, Peers peers, Subject subject) {
        this.measuring = measuring;
        this.peers = peers;
        this.subject = subject;
    }

    /** How many there are. */
    static int count(Subject subject) {
        int steps = subject.sampleBatches().size() + (subject.trainBatch().isPresent() ? 1 : 0);
        int recipes = subject == Subject.MAT ? MatTraining.Size.ALL.size() : 0;
        return (1 + formats().size()) * steps
                + (hasShipped(subject) ? 1 : 0)
                + (subject == Subject.SPRITES ? 1 : 0)
                + recipes;
    }

    void measure() {
        Compute first = formats().get(0);
        String[] chosen = chosen(first);
        subject.trainBatch().ifPresent(batch -> formats().forEach(format -> trainingStep(batch, format)));
        try (Prepared prepared = new Prepared(subject)) {
            String path = prepared.path().toString();
            formats()
                    .forEach(format ->
                            subject.sampleBatches().forEach(batch -> samplingStep(batch, format, prepared.path())));
            subject.trainBatch()
                    .ifPresent(batch -> memory(
                            "train", "memory of training", batch, trainingSetting(subject.recipe(chosen)), chosen));
            subject.sampleBatches()
                    .forEach(batch -> memory(
                            "sample", "memory of sampling", batch, samplingSetting(batch, first), path, first.name()));
        }
        if (hasShipped(subject)) {
            firstPicture();
        }
        if (subject == Subject.SPRITES) {
            savedWeights();
        }
        if (subject == Subject.MAT) {
            MatTraining.Size.ALL.forEach(this::matTrainingStep);
        }
    }

    /** Those that are measured, the fastest first: where the processor computes in bfloat16, that too. */
    private static List<Compute> formats() {
        return Engine.hasBfloat16() ? List.of(Compute.BFLOAT16, Compute.FLOAT32) : List.of(Compute.FLOAT32);
    }

    private String named(String what, Compute format) {
        return formats().indexOf(format) > 0 ? what + IN_FLOAT32 : what;
    }

    /** Values of the recipe for training in that format; where the processor has but one, the recipe stays as it is. */
    private String[] chosen(Compute format) {
        return formats().size() == 1 || subject.trainBatch().isEmpty()
                ? new String[0]
                : subject.calibrated("train.compute=" + format.word()).toArray(String[]::new);
    }

    private static boolean hasShipped(Subject subject) {
        return subject == Subject.SPRITES || subject == Subject.CLASSES;
    }

    private OptionalDouble gigaflop(int rows, int passes) {
        OptionalDouble row = subject == Subject.MAT ? OptionalDouble.of(MAT_FORWARD) : ImageSteps.gigaflop(subject);
        return row.isPresent() ? OptionalDouble.of(rows * passes * row.getAsDouble()) : row;
    }

    private static String trainingSetting(Recipe recipe) {
        int workers = recipe.train().workers();
        String cut = recipe.train().pieceSize() < recipe.train().batch()
                ? "micro-batches of %d on %d Java threads"
                        .formatted(recipe.train().pieceSize(), workers)
                : "%d threads".formatted(Engine.cores());
        boolean isFiltered = workers > 1
                && recipe.train().compute() == Compute.FLOAT32
                && TrainingSteps.convolution(recipe) == ConvolutionAlgorithm.WINOGRAD;
        return "%s, channels-last, %s%s"
                .formatted(recipe.train().compute().word(), cut, isFiltered ? ", minimal filtering" : "");
    }

    private String samplingSetting(int batch, Compute format) {
        boolean isInPieces = batch > 1 && Engine.cores() > 1;
        if (format == Compute.BFLOAT16) {
            return "bfloat16, channels-last, %s"
                    .formatted(isInPieces ? "pieces on %d Java threads" : "%d threads")
                    .formatted(Engine.cores());
        }
        String way = isInPieces
                ? "pieces on %d Java threads, minimal filtering"
                : subject == Subject.MAT && ConvolutionAlgorithm.fastest(false) == ConvolutionAlgorithm.WINOGRAD
                        ? "%d threads, minimal filtering of large layers"
                        : "%d threads";
        return "float32, channels-last, " + way.formatted(Engine.cores());
    }

    private void trainingStep(int batch, Compute format) {
        try (TrainingSteps training = new TrainingSteps(subject, chosen(format))) {
            long[] one = {0};
            warm(() -> one[0] = training.steps(2)[1]);
            int steps = (int) Math.max(1, WINDOW / one[0]);
            List<Case> cases = new ArrayList<>();
            cases.add(Case.ours(() -> Series.median(training.steps(steps)) / 1e6));
            cases.addAll(peers.cases(
                    "train",
                    about(batch),
                    "eager",
                    variants(
                            format,
                            List.of("cl fused", "compile cl fused"),
                            List.of("bf16 cl fused", "bf16 compile cl fused"))));
            Job job = new Job(
                    subject,
                    named("training step", format),
                    batch,
                    "ms",
                    trainingSetting(training.recipe()),
                    gigaflop(batch, PASSES));
            measuring.compare(job, cases, measuring.options().rounds());
        }
    }

    /** Until Java's compilers, which take a core, have come to rest. */
    private static void warm(Runnable work) {
        long end = System.nanoTime() + WARM_UP;
        do {
            work.run();
        } while (System.nanoTime() < end);
    }

    /** Both networks and their optimisers, with the penalty's share; there is no program to compare with. */
    private void matTrainingStep(MatTraining.Size size) {
        try (MatTraining training = new MatTraining(size.name())) {
            int batch = training.recipe().train().batch();
            double work = size.gigaflop(batch, training.recipe().train().penaltyEvery());
            Job job = new Job(
                    subject,
                    "training step of " + size.name(),
                    batch,
                    "ms",
                    "float32, channels-last, %d threads".formatted(Engine.cores()),
                    OptionalDouble.of(work));
            measuring.list(
                    job,
                    List.of(Case.ours(training::window)),
                    measuring.options().jobRounds());
        }
    }

    private void samplingStep(int batch, Compute format, Path prepared) {
        try (ImageSteps steps = ImageSteps.of(subject, batch, prepared, format)) {
            warm(steps::window);
            List<Case> cases = new ArrayList<>();
            cases.add(Case.ours(() -> Series.window(steps::window, WINDOW, System::nanoTime)));
            cases.addAll(peers.cases(
                    "sample",
                    about(batch),
                    "eager",
                    variants(format, List.of("eager", "cl", "compile cl"), List.of("bf16 cl", "bf16 compile cl"))));
            Job job = new Job(
                    subject,
                    named("sampling step", format),
                    batch,
                    "ms",
                    samplingSetting(batch, format),
                    gigaflop(batch, 1));
            measuring.compare(job, cases, measuring.options().rounds());
        }
    }

    private String about(int batch) {
        return "%s %d".formatted(subject, batch);
    }

    /** What PyTorch can be told: in bfloat16 too, unless ours is in float32 and has another row. */
    private List<String> variants(Compute format, List<String> full, List<String> half) {
        List<String> all = new ArrayList<>(full);
        if (Engine.hasBfloat16() && formats().get(0) == format) {
            all.addAll(half);
        }
        return all.stream()
                .filter(how -> subject != Subject.MAT || !how.contains("compile")) // whose code does not compile
                .toList();
    }

    private void memory(String what, String title, int batch, String setting, String... more) {
        List<Case> cases = new ArrayList<>();
        String rows = Integer.toString(batch);
        List<String> words = new ArrayList<>(List.of(what, subject.toString(), rows));
        words.addAll(List.of(more));
        cases.add(Case.ours(() -> WholeProcess.number(MemoryProbe.process(words.toArray(String[]::new)), "mib")));
        measuring.options().peers().ifPresent(python -> {
            cases.add(peerMemory(python, Allocator.PLAIN, true, what, batch, "eager"));
            cases.add(peerMemory(python, Allocator.KEEPING, false, what, batch, "cl"));
        });
        Job job = new Job(subject, title, batch, "mib", setting, OptionalDouble.empty());
        measuring.compare(job, cases, 1);
    }

    private Case peerMemory(Path python, Allocator allocator, boolean isPlain, String what, int batch, String how) {
        List<String> words = List.of("memory", what, subject.toString(), Integer.toString(batch), how);
        Path folder = measuring.options().folder();
        return new Case(
                PeerPrograms.name(how, allocator),
                isPlain,
                () -> WholeProcess.number(
                        PeerPrograms.process(python, folder, Script.IMAGES, allocator, words), "mib"));
    }

    private void firstPicture() {
        Path folder = FreshModel.folder("d4j-benchmark");
        try {
            String out = folder.toString();
            Path weights = measuring.options().docs().resolveSibling("models/%s/model.safetensors".formatted(subject));
            List<Case> cases = new ArrayList<>();
            cases.add(Case.ours(() -> WholeProcess.milliseconds(WholeProcess.d4j(
                    "sample",
                    "--model",
                    subject.toString(),
                    "--count",
                    "1",
                    "--sampler",
                    "ddim",
                    "--steps",
                    "20",
                    "--out",
                    out))));
            measuring
                    .options()
                    .peers()
                    .ifPresent(python -> cases.add(new Case(
                            PeerPrograms.name("eager", Allocator.PLAIN),
                            true,
                            () -> WholeProcess.milliseconds(PeerPrograms.process(
                                    python,
                                    measuring.options().folder(),
                                    Script.IMAGES,
                                    Allocator.PLAIN,
                                    List.of("picture", subject.toString(), weights.toString(), out + "/peer.png"))))));
            Job job = new Job(
                    subject,
                    "start to first picture, 20 steps",
                    1,
                    "ms",
                    samplingSetting(1, Compute.FLOAT32),
                    OptionalDouble.empty());
            measuring.compare(job, cases, measuring.options().jobRounds());
        } finally {
            FreshModel.delete(folder);
        }
    }

    private void savedWeights() {
        Path folder = FreshModel.folder("d4j-benchmark");
        try {
            List<Case> cases = new ArrayList<>();
            cases.add(Case.ours(() -> WholeProcess.milliseconds(WholeProcess.d4j(
                    "train",
                    "sprites",
                    "--no-pictures",
                    "--set",
                    "train.steps=" + JOB_STEPS,
                    "--set",
                    "train.rateSchedule=constant",
                    "--runs",
                    folder.toString()))));
            measuring
                    .options()
                    .peers()
                    .ifPresent(python -> cases.add(new Case(
                            PeerPrograms.name("eager", Allocator.PLAIN),
                            true,
                            () -> WholeProcess.milliseconds(PeerPrograms.process(
                                    python,
                                    measuring.options().folder(),
                                    Script.IMAGES,
                                    Allocator.PLAIN,
                                    List.of("job", "sprites", Integer.toString(JOB_STEPS), folder + "/weights.pt"))))));
            Job job = new Job(
                    subject,
                    "start to saved weights, %d steps".formatted(JOB_STEPS),
                    100,
                    "ms",
                    trainingSetting(subject.recipe()),
                    OptionalDouble.empty());
            measuring.compare(job, cases, measuring.options().jobRounds());
        } finally {
            FreshModel.delete(folder);
        }
    }
}
