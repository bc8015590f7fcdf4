// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Samples;
import org.diffusion4j.tensor.Shapes;

/** Numbers as pictures: the one place where samples become bytes. */
public final class Tiles {
    private Tiles() {}

    /** The samples as pictures; see {@link #of(float[], long...)}. */
    public static List<BufferedImage> of(Samples samples) {
        return of(samples.values(), samples.shape());
    }

    /**
     * Pictures of numbers where −1 is black and 1 is full; what lies outside is cut off.
     *
     * @param values (N, C, H, W) in row-major order
     * @param shape of them; C is 1 (grey) or 3 (red, green, blue)
     * @throws ShapeException if it is no shape of pictures
     */
    public static List<BufferedImage> of(float[] values, long... shape) {
        if (shape.length != 4 || (shape[1] != 1 && shape[1] != 3) || Shapes.elements(shape) != values.length) {
            throw new ShapeException(
                    "%d numbers of shape %s were given as pictures, which are (N, 1, H, W) in grey or (N, 3, H, W) in colour. Pass such."
                            .formatted(values.length, Shapes.text(shape)));
        }
        int channels = (int) shape[1];
        int height = (int) shape[2];
        int width = (int) shape[3];
        List<BufferedImage> tiles = new ArrayList<>();
        for (int n = 0; n < shape[0]; n++) {
            tiles.add(tile(values, n * channels * height * width, channels, width, height));
        }
        return tiles;
    }

    private static BufferedImage tile(float[] values, int from, int channels, int width, int height) {
        BufferedImage tile = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int pixels = width * height;
        for (int i = 0; i < pixels; i++) {
            int red = Picture.sampleOf(values[from + i]);
            int green = channels == 1 ? red : Picture.sampleOf(values[from + pixels + i]);
            int blue = channels == 1 ? red : Picture.sampleOf(values[from + 2 * pixels + i]);
            tile.setRGB(i % width, i / width, red << 16 | green << 8 | blue);
        }
        return tile;
    }
}
