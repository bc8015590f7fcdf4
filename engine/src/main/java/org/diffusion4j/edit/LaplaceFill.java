// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;

/**
 * Fills a hole with the smoothest surface through its rim: every filled pixel is the mean of its neighbours above, below,
 * left and right, as far as they are in the picture. What a learned method has to beat. Without a known pixel it fills
 * with the middle of the range.
 */
public record LaplaceFill(int width, int height, int channels) implements HoleFiller {
    private static final double OVERRELAXATION = 1.8;
    private static final double SETTLED = 0.01;
    private static final int MOST_ROUNDS = 10_000;

    @Override
    public String name() {
        return "Laplace fill";
    }

    @Override
    public String recipe() {
        return "";
    }

    @Override
    public void require(FillRequest request) {
        // nothing is asked of it
    }

    @Override
    public int evaluations(FillRequest request) {
        return 1;
    }

    @Override
    public List<Picture> fill(List<Hole> holes, List<Long> images, FillRequest request) {
        List<Picture> fills = holes.stream().map(LaplaceFill::filled).toList();
        request.progress().accept(1);
        return fills;
    }

    private static Picture filled(Hole hole) {
        Picture picture = hole.picture();
        byte[] samples = picture.samples();
        double[] start = MeanFill.means(hole);
        for (int c = 0; c < picture.channels(); c++) {
            double[] plane = plane(hole, c, start[c]);
            settle(plane, hole.mask());
            for (int i = 0; i < plane.length; i++) {
                samples[i * picture.channels() + c] = (byte) Math.max(0, Math.min(255, Math.round(plane[i])));
            }
        }
        return Picture.of(picture.width(), picture.height(), picture.channels(), samples);
    }

    private static double[] plane(Hole hole, int channel, double start) {
        int width = hole.picture().width();
        return IntStream.range(0, width * hole.picture().height())
                .mapToDouble(i -> hole.mask().isKnown(i % width, i / width)
                        ? hole.picture().sample(i % width, i / width, channel)
                        : start)
                .toArray();
    }

    /** Gauss–Seidel with overrelaxation until no pixel moves by a hundredth of a level. */
    private static void settle(double[] plane, Mask mask) {
        int width = mask.width();
        int[] hole = IntStream.range(0, plane.length)
                .filter(i -> !mask.isKnown(i % width, i / width))
                .toArray();
        if (hole.length == plane.length) {
            return;
        }
        for (int round = 0; round < MOST_ROUNDS; round++) {
            double most = 0;
            for (int i : hole) {
                double change = OVERRELAXATION * (mean(plane, i, width) - plane[i]);
                plane[i] += change;
                most = Math.max(most, Math.abs(change));
            }
            if (most < SETTLED) {
                return;
            }
        }
    }

    private static double mean(double[] plane, int i, int width) {
        double sum = 0;
        int count = 0;
        if (i % width > 0) {
            sum += plane[i - 1];
            count++;
        }
        if (i % width < width - 1) {
            sum += plane[i + 1];
            count++;
        }
        if (i >= width) {
            sum += plane[i - width];
            count++;
        }
        if (i + width < plane.length) {
            sum += plane[i + width];
            count++;
        }
        return count == 0 ? plane[i] : sum / count;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
