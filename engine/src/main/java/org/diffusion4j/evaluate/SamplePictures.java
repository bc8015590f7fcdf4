// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.awt.image.BufferedImage;
import java.util.List;
import org.diffusion4j.gallery.Tiles;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Samples;

/** Samples as bytes, the way every figure of an evaluation sees them: as they would lie in a file. */
final class SamplePictures {
    private SamplePictures() {}

    /**
     * (N, C, H, W) in [−1, 1] as N pictures in colour.
     *
     * @throws org.diffusion4j.error.ShapeException if they are no pictures
     */
    static List<Picture> of(Samples samples) {
        return Tiles.of(samples).stream().map(SamplePictures::picture).toList();
    }

    private static Picture picture(BufferedImage tile) {
        byte[] bytes = new byte[3 * tile.getWidth() * tile.getHeight()];
        for (int i = 0; i < bytes.length; i += 3) {
            int rgb = tile.getRGB(i / 3 % tile.getWidth(), i / 3 / tile.getWidth());
            bytes[i] = (byte) (rgb >> 16);
            bytes[i + 1] = (byte) (rgb >> 8);
            bytes[i + 2] = (byte) rgb;
        }
        return Picture.of(tile.getWidth(), tile.getHeight(), 3, bytes);
    }

    /** A picture in colour, to be drawn. */
    static BufferedImage image(Picture picture) {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int rgb = picture.sample(x, y, 0) << 16 | picture.sample(x, y, 1) << 8 | picture.sample(x, y, 2);
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }
}
