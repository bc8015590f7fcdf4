// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.data.PictureSource;
import org.diffusion4j.data.Split;
import org.diffusion4j.edit.FillRequest;
import org.diffusion4j.edit.FillTime;
import org.diffusion4j.edit.Hole;
import org.diffusion4j.edit.HoleFiller;
import org.diffusion4j.edit.Inpainter;
import org.diffusion4j.edit.Jumps;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.gallery.PictureRow;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.MaskGenerator;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.Features;
import org.diffusion4j.metric.FrechetDistance;
import org.diffusion4j.metric.PairedDiscrimination;
import org.diffusion4j.metric.PictureDistance;
import org.diffusion4j.metric.StructuralSimilarity;
import org.diffusion4j.plot.Grid;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.run.StopSignal;

/**
 * Measures how well methods fill holes: each fills the same holes in the same emoji, which no shipped model has learned from,
 * and what it made is compared with what was there. The list depends on the seed alone: a longer list begins with the
 * shorter one.
 */
public final class InpaintingEvaluation {
    /** The first of the list, which are shown: nobody chose them. */
    private static final int SHOWN = 16;

    private static final int TILE = 64;

    /** Emoji of this size have no skin tones. */
    private static final int LARGE = 64;

    private final InpaintingRequest request;
    private final List<Inpainter> methods;
    private final PictureSource source;
    private final List<Hole> holes;

    /** The figures, and the first pictures of the list with what every method made of them. */
    public record Outcome(InpaintingResult result, BufferedImage first) {}

    /**
     * Prepares to evaluate some methods, which stay open until the end.
     *
     * @param methods in the order of the table; the last is the one that the last line is about
     * @throws org.diffusion4j.error.ConfigException if a method cannot follow the request
     */
    public InpaintingEvaluation(List<Inpainter> methods, InpaintingRequest request) {
        this.methods = List.copyOf(methods);
        this.request = request;
        for (Inpainter method : methods) {
            HoleFiller filler = method.filler();
            filler.require(request.how());
            if (filler.channels() != 3) {
                throw new ShapeException(
                        "the emoji are in colour, and '%s' draws in grey. Evaluate a model of 3 channels."
                                .formatted(filler.name()));
            }
        }
        EmojiConfig.Variants variants = request.size() == LARGE ? EmojiConfig.Variants.BASE : EmojiConfig.Variants.ALL;
        source = EmojiConfig.defaults()
                .withSize(request.size())
                .withVariants(variants)
                .withSplit(Split.HELD_OUT)
                .create(request.seed());
        int[] order = RandomStream.of(request.seed(), "inpainted").permutation(source.size());
        List<Mask> masks = new MaskGenerator(request.size(), request.holes()).list(request.count(), request.seed());
        holes = IntStream.range(0, request.count())
                .mapToObj(i -> new Hole(source.picture(order[i % order.length]), masks.get(i)))
                .toList();
    }

    /** What progress counts to. */
    public long total() {
        return methods.stream()
                .mapToLong(method -> method.evaluations(holes, request.how()))
                .sum();
    }

    /**
     * How long filling, and asking the feature networks about the fills, will take on this machine, from a few evaluations of
     * every network.
     *
     * @throws org.diffusion4j.error.DiffusionException if a feature network cannot be read or asked
     */
    public Duration estimate() {
        return estimate(System::nanoTime);
    }

    /** The same by another clock for the feature networks, in nanoseconds. */
    Duration estimate(LongSupplier clock) {
        Duration measuring = measuring(clock); // first, so that a file that is none is refused at once
        return methods.stream()
                .map(method -> FillTime.of(method, holes, seeded()))
                .reduce(measuring, Duration::plus);
    }

    /** What was there is looked at once by the feature network, and every fill by both. */
    private Duration measuring(LongSupplier clock) {
        List<Picture> whole = whole();
        long fills = (long) holes.size() * methods.size();
        try (FeatureNet net = features(whole.get(0));
                Lpips lpips = lpips()) {
            Duration features = NetworkTime.of(holes.size() + fills, whole, net::features, clock);
            return lpips.network()
                    .map(distance -> NetworkTime.of(fills, whole, some -> distance.mean(some, some), clock))
                    .map(features::plus)
                    .orElse(features);
        }
    }

    private List<Picture> whole() {
        return holes.stream().map(Hole::picture).toList();
    }

    private Lpips lpips() {
        return new Lpips(request.lpips().map(PerceptualDistance::open));
    }

    private FillRequest seeded() {
        return request.how().withSeed(request.seed());
    }

    /**
     * Fills and compares.
     *
     * @param progress hears how many evaluations of networks are done, up to {@link #total}
     * @throws CancelledException if stopped
     */
    public Outcome run(LongConsumer progress, StopSignal stop) {
        List<InpaintingResult.Row> rows = new ArrayList<>();
        List<List<Picture>> shown = new ArrayList<>();
        List<Picture> whole = whole();
        try (FeatureNet net = features(whole.get(0));
                Lpips lpips = lpips()) {
            Features real = net.features(whole, stop);
            long before = 0;
            for (Inpainter method : methods) {
                long from = before;
                long start = System.nanoTime();
                List<Picture> filled = method.fillEach(
                        holes,
                        seeded().reportingTo(done -> progress.accept(from + done))
                                .stoppedBy(stop));
                double seconds = (System.nanoTime() - start) / 1e9 / holes.size();
                before += method.evaluations(holes, request.how());
                progress.accept(before);
                rows.add(row(
                        method.filler().name(),
                        filled,
                        lpips.of(whole, filled, stop),
                        real,
                        net.features(filled, stop),
                        seconds,
                        stop));
                shown.add(filled.subList(0, Math.min(SHOWN, filled.size())));
            }
            return new Outcome(result(net, lpips.sha256(), rows), sheet(shown));
        }
    }

    /** LPIPS, if its network was given. */
    private record Lpips(Optional<PerceptualDistance> network) implements AutoCloseable {
        Optional<Double> of(List<Picture> whole, List<Picture> filled, StopSignal stop) {
            return network.map(distance -> distance.mean(whole, filled, stop));
        }

        Optional<String> sha256() {
            return network.map(PerceptualDistance::sha256);
        }

        @Override
        public void close() {
            network.ifPresent(PerceptualDistance::close);
        }
    }

    private FeatureNet features(Picture example) {
        return request.features()
                .<FeatureNet>map(file -> TorchScriptNet.open(file, example))
                .orElseGet(() -> EmojiClassifier.shipped("emoji-features"));
    }

    private InpaintingResult.Row row(
            String name,
            List<Picture> filled,
            Optional<Double> lpips,
            Features real,
            Features made,
            double seconds,
            StopSignal stop) {
        double l1 = 0;
        double squares = 0;
        double ssim = 0;
        for (int i = 0; i < filled.size(); i++) {
            Hole hole = holes.get(i);
            l1 += PictureDistance.l1InHole(hole.picture(), filled.get(i), hole.mask());
            squares += Math.pow(10, -PictureDistance.psnr(hole.picture(), filled.get(i)) / 10); // 0 for equal ones
            ssim += StructuralSimilarity.of(hole.picture(), filled.get(i));
        }
        int n = filled.size();
        PairedDiscrimination discrimination = PairedDiscrimination.of(rows(real), rows(made), stop);
        return new InpaintingResult.Row(
                name,
                l1 / n,
                -10 * Math.log10(squares / n),
                ssim / n,
                lpips,
                FrechetDistance.between(made, real, stop),
                discrimination.paired(),
                discrimination.unpaired(),
                seconds);
    }

    private static double[][] rows(Features features) {
        return IntStream.range(0, features.count())
                .mapToObj(row -> IntStream.range(0, features.size())
                        .mapToDouble(k -> features.at(row, k))
                        .toArray())
                .toArray(double[][]::new);
    }

    private InpaintingResult result(FeatureNet net, Optional<String> lpips, List<InpaintingResult.Row> rows) {
        return new InpaintingResult(
                holes.size(),
                Math.min(holes.size(), source.size()),
                request.size(),
                request.seed(),
                String.format(
                        Locale.ROOT,
                        "%s, share between %s and %s, mean %.3f",
                        request.holes().kind().name().toLowerCase(Locale.ROOT),
                        request.holes().least(),
                        request.holes().most(),
                        holes.stream()
                                .mapToDouble(hole -> hole.mask().holeShare())
                                .average()
                                .orElse(0)),
                source.fingerprint(),
                net.frechetName(),
                net.sha256(),
                lpips,
                how(),
                rows);
    }

    private String how() {
        Jumps jumps = request.how().jumps().orElse(Jumps.USUAL);
        return String.format(
                Locale.ROOT,
                "steps %s, jumps of %d walked %d times, guidance %s",
                request.how().steps().isPresent() ? request.how().steps().getAsInt() : "as the method has them",
                jumps.length(),
                jumps.samples(),
                request.how().guidance().words());
    }

    /** A column for each picture: whole, with its hole, and filled by every method. */
    private BufferedImage sheet(List<List<Picture>> filled) {
        List<Hole> first = holes.subList(0, filled.get(0).size());
        List<BufferedImage> tiles = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("picture", "hole"));
        first.forEach(hole -> tiles.add(hole.picture().image()));
        first.forEach(
                hole -> tiles.add(PictureRow.holed(hole.picture(), hole.mask()).image()));
        for (int m = 0; m < filled.size(); m++) {
            names.add(methods.get(m).filler().name());
            filled.get(m).forEach(picture -> tiles.add(picture.image()));
        }
        return Grid.of(tiles, first.size())
                .scaled(Math.max(1, TILE / request.size()))
                .rowsNamed(names)
                .titled("The first %d of %d holes".formatted(first.size(), holes.size()))
                .draw();
    }
}
