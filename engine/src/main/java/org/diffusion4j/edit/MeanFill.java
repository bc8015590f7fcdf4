// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.Arrays;
import java.util.List;
import org.diffusion4j.image.Picture;

/** Fills a hole with the mean colour of what is known: the least that can be done. */
public record MeanFill(int width, int height, int channels) implements HoleFiller {
    private static final double MIDDLE = 127.5;

    @Override
    public String name() {
        return "mean fill";
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
        List<Picture> fills = holes.stream().map(MeanFill::filled).toList();
        request.progress().accept(1);
        return fills;
    }

    private static Picture filled(Hole hole) {
        double[] means = means(hole);
        Picture picture = hole.picture();
        byte[] samples = new byte[picture.width() * picture.height() * picture.channels()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) Math.round(means[i % means.length]);
        }
        return Picture.of(picture.width(), picture.height(), picture.channels(), samples);
    }

    /** The mean of each channel over the known pixels; the middle of the range where there are none. */
    static double[] means(Hole hole) {
        Picture picture = hole.picture();
        double[] sums = new double[picture.channels()];
        long count = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                if (hole.mask().isKnown(x, y)) {
                    count++;
                    for (int c = 0; c < sums.length; c++) {
                        sums[c] += picture.sample(x, y, c);
                    }
                }
            }
        }
        long known = count;
        return Arrays.stream(sums).map(sum -> known == 0 ? MIDDLE : sum / known).toArray();
    }

    @Override
    public void close() {
        // holds nothing
    }
}
