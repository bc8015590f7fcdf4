// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.gallery.Tiles;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.Features;
import org.diffusion4j.model.Samples;

/** Samples as bytes, the way every figure of an evaluation sees them: as they would lie in a file. */
public final class SamplePictures {
    private SamplePictures() {}

    /**
     * (N, C, H, W) in [−1, 1] as N pictures in colour.
     *
     * @throws org.diffusion4j.error.ShapeException if they are no pictures
     */
    public static List<Picture> of(Samples samples) {
        return Tiles.of(samples).stream().map(SamplePictures::picture).toList();
    }

    /** Items of a set of pictures, as the network sees them. */
    public static List<Picture> of(DataSource data, int... items) {
        long[] shape = data.itemShape();
        float[] values = new float[data.itemElements()];
        return Arrays.stream(items)
                .mapToObj(item -> {
                    data.read(item, values, 0);
                    return picture(
                            Tiles.of(values, 1, shape[0], shape[1], shape[2]).get(0));
                })
                .toList();
    }

    /** The bytes of pictures of one size as features: the distance of two is the root of a mean square, 0 to 255. */
    public static Features pixels(List<Picture> pictures) {
        int each = pictures.get(0).colored().samples().length;
        float[] values = new float[Math.multiplyExact(each, pictures.size())];
        double unit = 1 / Math.sqrt(each); // so that a distance is a root of a mean
        for (int i = 0; i < pictures.size(); i++) {
            byte[] bytes = pictures.get(i).colored().samples();
            for (int k = 0; k < each; k++) {
                values[i * each + k] = (float) ((bytes[k] & 255) * unit);
            }
        }
        return Features.of(each, values);
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
