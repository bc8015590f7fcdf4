// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.diffusion4j.tensor.Tensors;

/** Pictures as tensors (B, C, H, W) in [−1, 1] and back: the one place of this package where numbers become bytes. */
final class PictureTensors {
    private PictureTensors() {}

    /** The sample 0 to 255 of a number. */
    @FunctionalInterface
    private interface Rounding {
        int sampleOf(float symmetric);
    }

    /** Pictures of one size and number of channels, float64. */
    static Tensor of(List<Picture> pictures, Device device) {
        Picture first = pictures.get(0);
        int pixels = first.width() * first.height();
        int each = pixels * first.channels();
        float[] values = new float[Math.multiplyExact(each, pictures.size())];
        for (int row = 0; row < pictures.size(); row++) {
            byte[] samples = pictures.get(row).samples();
            for (int i = 0; i < each; i++) {
                int channel = i % first.channels();
                values[row * each + channel * pixels + i / first.channels()] = Picture.symmetric(samples[i] & 255);
            }
        }
        return Tensors.on(device, Tensors.of(values, pictures.size(), first.channels(), first.height(), first.width()))
                .to(ScalarType.Double);
    }

    /** 1 where known and 0 in the hole, float64, (B, 1, H, W). */
    static Tensor known(List<Mask> masks, Device device) {
        Mask first = masks.get(0);
        int each = first.width() * first.height();
        float[] values = new float[Math.multiplyExact(each, masks.size())];
        for (int row = 0; row < masks.size(); row++) {
            System.arraycopy(masks.get(row).knownValues(), 0, values, row * each, each);
        }
        return Tensors.on(device, Tensors.of(values, masks.size(), 1, first.height(), first.width()))
                .to(ScalarType.Double);
    }

    /** What lies outside [−1, 1] is cut off. */
    static List<Picture> pictures(Tensor tensor) {
        return pictures(tensor, Picture::sampleOf);
    }

    /** The same, rounded as MAT does. */
    static List<Picture> fillsOfMat(Tensor tensor) {
        return pictures(tensor, Picture::sampleOfMat);
    }

    private static List<Picture> pictures(Tensor tensor, Rounding rounding) {
        float[] values = Tensors.floats(tensor);
        int channels = (int) tensor.size(1);
        int height = (int) tensor.size(2);
        int width = (int) tensor.size(3);
        int pixels = width * height;
        List<Picture> pictures = new ArrayList<>();
        for (int from = 0; from < values.length; from += pixels * channels) {
            byte[] samples = new byte[pixels * channels];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (byte) rounding.sampleOf(values[from + i % channels * pixels + i / channels]);
            }
            pictures.add(Picture.of(width, height, channels, samples));
        }
        return pictures;
    }
}
