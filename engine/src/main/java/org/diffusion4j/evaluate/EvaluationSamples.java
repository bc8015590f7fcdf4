// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.Samples;
import org.diffusion4j.network.Compute;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.run.StopSignal;

/** The samples of an evaluation: as many of each category, drawn some tens at once. */
final class EvaluationSamples {
    /** Samples drawn at once; part of what a seed means. */
    private static final int ROWS = 45;

    private static final int TIMED = 3;

    private final Model model;
    private final Reference reference;
    private final EvaluationRequest request;
    private final int evaluations;

    EvaluationSamples(Model model, Reference reference, EvaluationRequest request) {
        this.model = model;
        this.reference = reference;
        this.request = request;
        evaluations = request.config()
                .create(model.schedule(), model.recipe().prediction())
                .evaluations();
    }

    /** Evaluations of the network for all samples, some tens at once: what progress counts to. */
    long total() {
        return (long) parts() * evaluations;
    }

    /** Evaluations of the network for one sample. */
    int evaluations() {
        return evaluations;
    }

    /** Pieces in which they are drawn. */
    int parts() {
        return (request.count() + ROWS - 1) / ROWS;
    }

    /** How long all of them will take on this machine, from a few evaluations of the network. */
    Duration estimate() {
        int timed = Math.min(TIMED, evaluations);
        StopSignal enough = new StopSignal();
        long[] times = new long[timed + 1];
        times[0] = System.nanoTime();
        SampleRequest few = part(0).reportingTo(done -> {
            if (done <= timed) {
                times[done] = System.nanoTime();
            }
            if (done >= timed) {
                enough.request();
            }
        });
        try {
            model.sample(few.stoppedBy(enough));
        } catch (CancelledException asPlanned) {
            return estimate(times, timed);
        }
        return estimate(times, timed);
    }

    /** The first evaluation also warms up, so it counts only where there is no other. */
    private Duration estimate(long[] times, int timed) {
        long each = timed > 1 ? (times[timed] - times[1]) / (timed - 1) : times[1] - times[0];
        return Duration.ofNanos(each * total());
    }

    /**
     * Draws them all.
     *
     * @param progress hears how many evaluations of the network are done, up to {@link #total}
     * @throws CancelledException if stopped
     */
    List<Picture> draw(LongConsumer progress, StopSignal stop) {
        List<Picture> samples = new ArrayList<>();
        for (int part = 0; part < parts(); part++) {
            long before = (long) part * evaluations;
            Samples drawn = model.sample(part(part)
                    .reportingTo(done -> progress.accept(before + done))
                    .stoppedBy(stop));
            samples.addAll(SamplePictures.of(drawn));
        }
        return samples;
    }

    private SampleRequest part(int part) {
        int first = part * ROWS;
        int count = Math.min(ROWS, request.count() - first);
        long seed = RandomStream.of(request.seed(), "evaluation", part).nextLong();
        return SampleRequest.of(request.config(), count, seed)
                .conditionedOn(condition(first, count))
                .guidedBy(request.guidance());
    }

    /** Whether each sample was told its category. */
    boolean areAskedFor() {
        return !(model.recipe().network().conditioning() instanceof Conditioning.None);
    }

    /** The label of each sample if it was told one: the categories take turns. */
    int[] labels() {
        return IntStream.range(0, request.count()).map(this::label).toArray();
    }

    private int label(int sample) {
        int[] labels = reference.labels();
        return labels[sample % labels.length];
    }

    private Condition condition(int first, int count) {
        int[] labels = IntStream.range(first, first + count).map(this::label).toArray();
        return model.recipe().network().conditioning().ofLabels(labels);
    }

    /** The samples among {@code made} whose categories are mixed as those of the held-out pictures. */
    int[] mixed(int made) {
        return reference.mixed(made, areAskedFor() ? labels() : new int[0]);
    }

    /** How they are drawn, in words. */
    String sampler() {
        SampleConfig config = request.config();
        return String.format(
                Locale.ROOT,
                "%s, %d evaluations, eta %s, clip %s, guidance %s%s",
                config.sampler(),
                evaluations,
                config.eta(),
                config.clip().map(String::valueOf).orElse("none"),
                request.guidance().words(),
                model.compute() == Compute.FLOAT32
                        ? ""
                        : ", in " + model.compute().word());
    }
}
