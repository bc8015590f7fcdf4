// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.ByteBuffer;
import java.util.zip.Checksum;
import org.diffusion4j.image.Picture;

/** Pictures of one size, in memory or in files, as numbers in [−1, 1]; readable by any thread. */
interface StoredPictures {
    /** How many. */
    int size();

    /** 1 or 3. */
    int channels();

    /** Rows. */
    int height();

    /** Pixels in a row. */
    int width();

    /** Writes a picture channel by channel: (C, H, W). */
    void read(int item, float[] target, int from);

    /** Numbers of one picture. */
    default int elements() {
        return Math.multiplyExact(Math.multiplyExact(channels(), height()), width());
    }

    /** A picture to look at, rounded to bytes. */
    default Picture picture(int item) {
        float[] values = new float[elements()];
        read(item, values, 0);
        int pixels = height() * width();
        byte[] samples = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            samples[i % pixels * channels() + i / pixels] = (byte) Picture.sampleOf(values[i]);
        }
        return Picture.of(width(), height(), channels(), samples);
    }

    /** Adds a picture to the hash of the set. */
    default void addTo(Checksum sum, int item) {
        float[] values = new float[elements()];
        read(item, values, 0);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        sum.update(bytes);
    }
}
