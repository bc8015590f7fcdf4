// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.plot.Curve;
import org.diffusion4j.plot.Series;

/** The loss of a run: each batch thin and faint, and their running mean, which is what one looks at, over it. */
public final class LossPicture {
    /** The running mean is taken over a fiftieth of all records, so it is as smooth in short runs as in long ones. */
    private static final int WINDOWS = 50;

    /** Smooth enough for any run, and the time to draw stays bounded. */
    private static final int WIDEST = 1000;

    private LossPicture() {}

    private static String meanOf(long batches) {
        return String.format(Locale.ROOT, "mean of %,d batches", batches);
    }

    /**
     * The curve of a loss. The running mean at a record is the mean of the finite ones among the last n/50 records (1 to
     * 1,000) up to and with it; it begins where a whole window lies behind it, and a run of
     * fewer than 100 records has none.
     *
     * @param title what was trained
     * @param steps the step of each record, rising
     * @param losses the mean loss of the batches since the record before; gaps where it is not finite
     * @param logScale whether the losses stand on a logarithmic axis, which leaves out those that are not above 0
     * @return 1600 x 900 pixels
     * @throws ShapeException where the arrays differ in length
     * @throws org.diffusion4j.error.ConfigException where there is nothing to draw
     */
    public static BufferedImage draw(String title, double[] steps, double[] losses, boolean logScale) {
        if (steps.length != losses.length) {
            throw new ShapeException("%d steps and %d losses were given for a loss curve. Pass one loss a step."
                    .formatted(steps.length, losses.length));
        }
        Curve empty = Curve.titled(title).labelled("step", "loss");
        long each = steps.length < 2 ? 1 : Math.max(1, Math.round(steps[1] - steps[0]));
        Series batches = Series.of(each == 1 ? "one batch" : meanOf(each), steps, losses);
        int window = window(losses.length);
        Curve curve = empty.with(batches);
        if (window > 1) {
            String mean = meanOf(window * each);
            curve = empty.with(batches.faint())
                    .with(Series.of(mean, steps, runningMean(losses, window)).bold());
        }
        return (logScale ? curve.withLogY() : curve).draw();
    }

    /**
     * The curve of a loss with the mean of each epoch over it, drawn at the epoch's end; otherwise as {@link
     * #draw(String, double[], double[], boolean)}. An epoch that has not ended yet is shown as far as it is. Where an epoch has
     * less than two records its mean would hide them, and the running mean is drawn instead.
     *
     * @param stepsPerEpoch steps in one pass over the data, at least 1
     */
    public static BufferedImage byEpoch(
            String title, double[] steps, double[] losses, int stepsPerEpoch, boolean logScale) {
        if (steps.length != losses.length) {
            throw new ShapeException("%d steps and %d losses were given for a loss curve. Pass one loss a step."
                    .formatted(steps.length, losses.length));
        }
        Map<Long, List<Integer>> epochs = new TreeMap<>();
        for (int i = 0; i < steps.length; i++) {
            long epoch = ((long) steps[i] - 1) / stepsPerEpoch; // step n is the n-th update
            epochs.computeIfAbsent(epoch, e -> new ArrayList<>()).add(i);
        }
        if (epochs.size() < 2 || 2 * epochs.size() > steps.length) {
            return draw(title, steps, losses, logScale);
        }
        double[] ends = epochs.values().stream()
                .mapToDouble(records -> steps[records.get(records.size() - 1)])
                .toArray();
        double[] means = epochs.values().stream()
                .mapToDouble(records -> records.stream()
                        .mapToDouble(i -> losses[i])
                        .filter(Double::isFinite)
                        .average()
                        .orElse(Double.NaN))
                .toArray();
        long each = Math.max(1, Math.round(steps[1] - steps[0]));
        Curve curve = Curve.titled(title)
                .labelled("step", "loss")
                .with(Series.of(each == 1 ? "one batch" : meanOf(each), steps, losses)
                        .faint())
                .with(Series.of("mean of an epoch", ends, means).bold());
        return (logScale ? curve.withLogY() : curve).draw();
    }

    static int window(int records) {
        return Math.max(1, Math.min(WIDEST, records / WINDOWS));
    }

    /** NaN before the first whole window, and where no loss in the window is finite. */
    static double[] runningMean(double[] losses, int window) {
        double[] means = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            double sum = 0;
            int count = 0;
            // Summed anew each time: a sliding sum would carry one huge loss on as rounding error for ever.
            for (int k = Math.max(0, i - window + 1); k <= i; k++) {
                if (Double.isFinite(losses[k])) {
                    sum += losses[k];
                    count++;
                }
            }
            means[i] = count == 0 || i < window - 1 ? Double.NaN : sum / count;
        }
        return means;
    }
}
