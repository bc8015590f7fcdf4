// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.model.Model;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Denoiser;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.tensor.Tensors;

/** How good the samples of one model are by every sampler that fits it, against how often the network is asked. */
public final class SamplerComparison implements AutoCloseable {
    private final Model model;
    private final SampleQuality quality;
    private final List<Planned> plan = new ArrayList<>();

    /** One run that is to be made. */
    private record Planned(SampleConfig config, int steps, int allowed, int evaluations, boolean isNoisy) {}

    /**
     * Plans to compare; the model stays open until the end.
     *
     * @throws ConfigException if samples of the model cannot be measured, or a sampler asked for does not fit it
     */
    public SamplerComparison(Model model, ComparisonRequest request) {
        this.model = model;
        for (SamplerName sampler : samplers(model.recipe(), request)) {
            plan(sampler, request.evaluations());
        }
        if (plan.isEmpty()) {
            throw new ConfigException(
                    "no sampler can draw from this model with %s evaluations of its network. Allow more, up to the %d steps of its schedule."
                            .formatted(request.evaluations(), model.schedule().steps()));
        }
        quality = SampleQuality.of(model, request);
    }

    private static List<SamplerName> samplers(Recipe recipe, ComparisonRequest request) {
        request.samplers().forEach(sampler -> recipe.requireFitting(config(recipe, sampler)));
        return request.samplers().isEmpty()
                ? Arrays.stream(SamplerName.values())
                        .filter(sampler -> fits(recipe, sampler))
                        .toList()
                : request.samplers();
    }

    private static boolean fits(Recipe recipe, SamplerName sampler) {
        try {
            recipe.requireFitting(config(recipe, sampler));
            return true;
        } catch (ConfigException another) {
            return false;
        }
    }

    private static SampleConfig config(Recipe recipe, SamplerName sampler) {
        return recipe.settled(recipe.sample().withSampler(sampler));
    }

    private void plan(SamplerName sampler, List<Integer> budgets) {
        SampleConfig config = config(model.recipe(), sampler);
        int before = 0;
        for (int most : budgets) {
            Optional<Planned> run = most(config, most);
            if (run.isPresent() && run.get().evaluations() > before) {
                before = run.get().evaluations();
                plan.add(run.get());
            }
        }
    }

    /** The run with the most steps that asks the network no more than {@code most} times. */
    private Optional<Planned> most(SampleConfig config, int most) {
        return IntStream.iterate(Math.min(most, model.schedule().steps()), steps -> steps > 0, steps -> steps - 1)
                .mapToObj(config::withSteps)
                .flatMap(few -> run(few, most).stream())
                .findFirst();
    }

    /** Empty where that is too much, or the method cannot take so many steps: some take all, some need a few. */
    private Optional<Planned> run(SampleConfig config, int most) {
        try {
            Sampler sampler = config.create(model.schedule(), model.recipe().prediction());
            return sampler.evaluations() > most
                    ? Optional.empty()
                    : Optional.of(new Planned(
                            config, config.steps().orElseThrow(), most, sampler.evaluations(), isNoisy(sampler)));
        } catch (ConfigException another) {
            return Optional.empty();
        }
    }

    /** Whether a run of the sampler asks for noise. */
    private static boolean isNoisy(Sampler sampler) {
        boolean[] asked = {false};
        Noise noise = (evaluation, draw, like) -> {
            asked[0] = true;
            return Tensors.times(like, 0);
        };
        Denoiser nothing = (x, time) -> {
            Tensor zeros = Tensors.times(x, 0);
            return sampler.readsVariance() ? zeros.expand(1, 2) : zeros;
        };
        try (PointerScope scope = new PointerScope()) {
            SamplerState state = SamplerState.start(Tensors.of(new double[] {1}, 1, 1));
            while (state.evaluation() < sampler.evaluations() && !asked[0]) {
                Tensor output = nothing.evaluate(state.x(), sampler.time(state.evaluation()));
                state = sampler.advance(state, output, noise); // whether it stays finite is another question
            }
        }
        return asked[0];
    }

    /** Evaluations of the network in all runs: what progress counts to. */
    public long total() {
        return quality.parts() * plan.stream().mapToLong(Planned::evaluations).sum();
    }

    /** How long all runs will take on this machine. */
    public Duration estimate() {
        return quality.each()
                .multipliedBy(plan.stream().mapToLong(Planned::evaluations).sum());
    }

    /** What is drawn, for an axis. */
    public String axis() {
        return quality.axis();
    }

    /** The figure of points or pictures that are as good as can be. */
    public double floor() {
        return quality.floor();
    }

    /**
     * Makes all runs.
     *
     * @param progress hears how many evaluations of the network are done, up to {@link #total}
     * @param each sees every run as it ends
     * @throws org.diffusion4j.error.CancelledException if stopped
     */
    public List<SamplerTrial> run(LongConsumer progress, Consumer<SamplerTrial> each, StopSignal stop) {
        List<SamplerTrial> trials = new ArrayList<>();
        long done = 0;
        for (Planned run : plan) {
            long before = done;
            SamplerTrial trial = run(run, now -> progress.accept(before + now), stop);
            trials.add(trial);
            each.accept(trial);
            done += (long) quality.parts() * run.evaluations();
            progress.accept(done);
        }
        return trials;
    }

    private SamplerTrial run(Planned run, LongConsumer progress, StopSignal stop) {
        long start = System.nanoTime();
        Map<String, Double> figures = Map.of();
        Optional<String> failure = Optional.empty();
        try {
            figures = quality.measure(run.config(), progress, stop);
        } catch (DivergedException e) { // a figure of the method, not a failure of the comparison
            failure = Optional.of(String.valueOf(e.getMessage()));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new SamplerTrial(
                run.config().sampler(),
                run.isNoisy(),
                run.steps(),
                run.allowed(),
                run.evaluations(),
                figures,
                seconds,
                failure);
    }

    @Override
    public void close() {
        quality.close();
    }
}
