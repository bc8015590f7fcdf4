// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.stream.IntStream;

/**
 * From what the readers of Java give to a {@link Picture}: the numbers of the file as they are, never through
 * {@code getRGB}, which takes the numbers of a grey picture for linear light and brightens them. Samples of more or fewer
 * than 8 bits are scaled by their largest value and rounded. A palette of nothing but greys is grey.
 */
final class Decoded {
    /** Where red, green, blue and opacity lie in a packed colour. */
    private static final int[] SHIFTS = {16, 8, 0, 24};

    private Decoded() {}

    static Picture of(BufferedImage image) {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel palette) {
            return ofPalette(image.getRaster(), palette);
        }
        if (model.getColorSpace().getType() != ColorSpace.TYPE_GRAY
                && model.getColorSpace().getType() != ColorSpace.TYPE_RGB) {
            throw new IllegalArgumentException("its colours are neither grey nor red, green and blue");
        }
        if (model.isAlphaPremultiplied()) {
            throw new IllegalArgumentException("its colours are multiplied by the opacity");
        }
        Raster raster = image.getRaster();
        if (raster.getSampleModel() instanceof ComponentSampleModel
                && raster.getTransferType() == DataBuffer.TYPE_BYTE
                && raster.getNumBands() != 2) {
            return ofBytes(raster);
        }
        return switch (raster.getNumBands()) {
            case 1 -> ofBands(raster, 1, 0);
            case 2 -> ofBands(raster, 4, 0, 0, 0, 1);
            case 3 -> ofBands(raster, 3, 0, 1, 2);
            case 4 -> ofBands(raster, 4, 0, 1, 2, 3);
            default -> throw new IllegalArgumentException("it has %d channels".formatted(raster.getNumBands()));
        };
    }

    /** One byte a sample: a row at a time, band after band of each pixel. */
    private static Picture ofBytes(Raster raster) {
        int rowSamples = Math.multiplyExact(raster.getWidth(), raster.getNumBands());
        byte[] samples = new byte[Math.multiplyExact(rowSamples, raster.getHeight())];
        byte[] row = new byte[rowSamples];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getDataElements(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            System.arraycopy(row, 0, samples, y * rowSamples, rowSamples);
        }
        return new Picture(raster.getWidth(), raster.getHeight(), raster.getNumBands(), samples);
    }

    /** Output channel c is band {@code bands[c]} of the raster. */
    private static Picture ofBands(Raster raster, int channels, int... bands) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
        int[] row = new int[width];
        for (int c = 0; c < channels; c++) {
            int most = (1 << raster.getSampleModel().getSampleSize(bands[c])) - 1;
            for (int y = 0; y < height; y++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, bands[c], row);
                for (int x = 0; x < width; x++) {
                    int value = most == 255 ? row[x] : (int) ((row[x] * 510L + most) / (2L * most));
                    samples[(y * width + x) * channels + c] = (byte) value;
                }
            }
        }
        return new Picture(width, height, channels, samples);
    }

    private static Picture ofPalette(Raster raster, IndexColorModel palette) {
        int channels = palette.hasAlpha() ? 4 : isGrey(palette) ? 1 : 3;
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                if (row[x] >= palette.getMapSize()) {
                    throw new IllegalArgumentException(
                            "a pixel names colour %d of a palette of %d".formatted(row[x], palette.getMapSize()));
                }
                int argb = palette.getRGB(row[x]);
                int at = (y * width + x) * channels;
                for (int c = 0; c < channels; c++) {
                    samples[at + c] = (byte) (argb >> SHIFTS[c]);
                }
            }
        }
        return new Picture(width, height, channels, samples);
    }

    private static boolean isGrey(IndexColorModel palette) {
        return IntStream.range(0, palette.getMapSize())
                .map(palette::getRGB)
                .allMatch(color -> (color & 255) == (color >> 8 & 255) && (color & 255) == (color >> 16 & 255));
    }
}
