// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Samples;
import org.diffusion4j.tensor.Shapes;

/** Samples as bytes, the way every figure of an evaluation sees them. */
final class SamplePictures {
    private SamplePictures() {}

    /** (N, C, H, W) in [−1, 1] as N pictures: 127.5 v + 127.5, to the nearest byte. */
    static List<Picture> of(Samples samples) {
        long[] shape = samples.shape();
        if (shape.length != 4 || (shape[1] != 1 && shape[1] != 3)) {
            throw new ShapeException(
                    "samples of the shape %s are no pictures of 1 or 3 channels. Evaluate a model of pictures."
                            .formatted(Shapes.text(shape)));
        }
        int channels = (int) shape[1];
        int pixels = (int) (shape[2] * shape[3]);
        float[] values = samples.values();
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < samples.count(); i++) {
            byte[] bytes = new byte[channels * pixels];
            for (int k = 0; k < bytes.length; k++) {
                double v = values[i * bytes.length + k] * 127.5 + 127.5;
                bytes[k % pixels * channels + k / pixels] = (byte) (int) Math.rint(Math.max(0, Math.min(255, v)));
            }
            pictures.add(Picture.of((int) shape[3], (int) shape[2], channels, bytes));
        }
        return pictures;
    }

    /** A picture to be drawn. */
    static BufferedImage image(Picture picture) {
        Picture colored = picture.colored();
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int rgb = colored.sample(x, y, 0) << 16 | colored.sample(x, y, 1) << 8 | colored.sample(x, y, 2);
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }
}
