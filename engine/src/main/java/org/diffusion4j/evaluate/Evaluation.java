// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.Features;
import org.diffusion4j.metric.FrechetDistance;
import org.diffusion4j.metric.KernelDistance;
import org.diffusion4j.metric.Neighbours;
import org.diffusion4j.metric.Overlap;
import org.diffusion4j.model.Model;
import org.diffusion4j.plot.Grid;
import org.diffusion4j.run.StopSignal;

/**
 * Measures a model of emoji: draws samples, compares them with pictures that it never saw, asks a classifier that it never
 * met, and looks for what it learned by heart.
 */
public final class Evaluation {
    private static final int BLOCKS = 100;
    private static final int NEIGHBOUR = 3;
    private static final int PAIRS = 16;

    private final String name;
    private final EvaluationRequest request;
    private final Reference reference;
    private final EvaluationSamples drawn;

    /** The figures, and the samples that come nearest to training pictures beside these. */
    public record Outcome(EvaluationResult result, BufferedImage pairs) {}

    /**
     * Prepares to evaluate a model, which stays open until the end.
     *
     * @param name of the model, for the record
     * @throws org.diffusion4j.error.ConfigException if the model was not trained on emoji
     */
    public Evaluation(String name, Model model, EvaluationRequest request) {
        this.name = name;
        this.request = request;
        reference = Reference.of(model.recipe().data(), request.seed());
        drawn = new EvaluationSamples(model, reference, request);
    }

    /** Evaluations of the network for all samples, some tens at once: what progress counts to. */
    public long total() {
        return drawn.total();
    }

    /**
     * How long sampling, and asking the feature network about the samples, will take on this machine, from a few evaluations
     * of both networks.
     *
     * @throws org.diffusion4j.error.DiffusionException if the feature network cannot be read or asked
     */
    public Duration estimate() {
        return estimate(System::nanoTime);
    }

    /** The same by another clock for the feature network, in nanoseconds. */
    Duration estimate(LongSupplier clock) {
        List<Picture> unseen = reference.heldOut();
        int training = reference.training(request.count()).size(); // for the floor
        long asked = (long) request.count() + training + unseen.size();
        try (FeatureNet net = features(unseen.get(0))) {
            return NetworkTime.of(asked, unseen, net::features, clock).plus(drawn.estimate());
        }
    }

    /**
     * Draws, compares, judges.
     *
     * @param progress hears how many evaluations of the network are done, up to {@link #total}
     * @throws org.diffusion4j.error.CancelledException if stopped
     */
    public Outcome run(LongConsumer progress, StopSignal stop) {
        long start = System.nanoTime();
        List<Picture> samples = drawn.draw(progress, stop);
        try (FeatureNet features = features(samples.get(0));
                EmojiClassifier judge = EmojiClassifier.shipped("emoji-judge")) {
            return compare(samples, features, judge, start, stop);
        }
    }

    private FeatureNet features(Picture example) {
        return request.features()
                .<FeatureNet>map(file -> TorchScriptNet.open(file, example))
                .orElseGet(() -> EmojiClassifier.shipped("emoji-features"));
    }

    private Outcome compare(List<Picture> samples, FeatureNet net, EmojiClassifier judge, long start, StopSignal stop) {
        Features made = net.features(samples, stop).rows(drawn.mixed(samples.size()));
        Features unseen = net.features(reference.heldOut(), stop);
        Features learned = net.features(reference.training(made.count()), stop);
        Memory memory = Memory.of(samples, reference);
        EvaluationRecipe recipe = new EvaluationRecipe(
                samples.size(),
                made.count(),
                unseen.count(),
                learned.count(),
                samples.get(0).width(),
                request.seed(),
                reference.fingerprint(),
                net.frechetName(),
                net.kernelName(),
                net.sha256(),
                judge.sha256(),
                net.resizeRule(),
                BLOCKS,
                NEIGHBOUR);
        EvaluationResult result = new EvaluationResult(
                name,
                drawn.sampler(),
                recipe,
                FrechetDistance.between(made, unseen, stop),
                FrechetDistance.between(learned, unseen, stop),
                KernelDistance.between(made, unseen, BLOCKS, request.seed()),
                KernelDistance.between(learned, unseen, BLOCKS, request.seed()),
                Overlap.of(unseen, made, NEIGHBOUR),
                Overlap.of(unseen, learned, NEIGHBOUR),
                accuracy(judge, samples),
                judged(judge, reference.heldOut(), reference.heldOutLabels()).values().stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(0),
                memory.summary(),
                (System.nanoTime() - start) / 1e9);
        return new Outcome(result, memory.pairs());
    }

    /** Of a model that was told nothing and learned one category, that one was asked for. */
    private Map<String, Double> accuracy(EmojiClassifier judge, List<Picture> samples) {
        return drawn.areAskedFor() || reference.labels().length == 1
                ? judged(judge, samples, drawn.labels())
                : Map.of();
    }

    private Map<String, Double> judged(EmojiClassifier judge, List<Picture> pictures, int... labels) {
        int[] named = judge.categories(pictures);
        Map<String, Double> shares = new LinkedHashMap<>();
        for (int label : reference.labels()) {
            int[] mine = IntStream.range(0, named.length)
                    .filter(i -> labels[i] == label)
                    .toArray();
            long right = Arrays.stream(mine)
                    .filter(i -> named[i] == reference.category(label))
                    .count();
            shares.put(reference.classes().get(label), (double) right / Math.max(1, mine.length));
        }
        return shares;
    }

    /** Which training pictures the samples come near to. */
    private record Memory(List<Picture> samples, List<Picture> training, Neighbours nearest, Neighbours heldOut) {
        static Memory of(List<Picture> samples, Reference reference) {
            List<Picture> training = reference.everything();
            Features learned = SamplePictures.pixels(training);
            return new Memory(
                    samples,
                    training,
                    Neighbours.of(SamplePictures.pixels(samples), learned),
                    Neighbours.of(SamplePictures.pixels(reference.heldOut()), learned));
        }

        EvaluationResult.Nearest summary() {
            double near = heldOut.quantile(0.01);
            long copies = IntStream.range(0, nearest.count())
                    .filter(i -> nearest.distance(i) < near)
                    .count();
            return new EvaluationResult.Nearest(
                    nearest.quantile(0.5), heldOut.quantile(0.5), nearest.quantile(1.0 / nearest.count()), near, (int)
                            copies);
        }

        /** The samples that come nearest, each above its training picture. */
        BufferedImage pairs() {
            List<Integer> order = IntStream.range(0, samples.size())
                    .boxed()
                    .sorted(Comparator.comparingDouble(nearest::distance))
                    .limit(PAIRS)
                    .toList();
            int columns = Math.min(PAIRS / 2, order.size());
            List<BufferedImage> pictures = new ArrayList<>();
            List<String> captions = new ArrayList<>();
            List<String> rows = new ArrayList<>();
            for (int from = 0; from < order.size(); from += columns) {
                List<Integer> some = order.subList(from, from + columns);
                some.forEach(i -> pictures.add(SamplePictures.image(samples.get(i))));
                some.forEach(i -> captions.add(String.format(Locale.ROOT, "%.1f", nearest.distance(i))));
                some.forEach(i -> pictures.add(SamplePictures.image(training.get(nearest.nearest(i)))));
                some.forEach(i -> captions.add(""));
                rows.addAll(List.of("sample", "training"));
            }
            int scale = Math.max(1, 96 / samples.get(0).width());
            return Grid.of(pictures, columns)
                    .scaled(scale)
                    .captioned(captions)
                    .rowsNamed(rows)
                    .titled("Samples nearest to training pictures, and these")
                    .draw();
        }
    }
}
