// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import java.util.Arrays;
import org.diffusion4j.random.RandomStream;

/**
 * Random numbers by place: a stream is named by seed, purpose and index, and value i of it is always the same. So image 5
 * gets its noise whether it is drawn alone or in a batch, first or last, here or on another thread.
 */
public final class RandomStreams {
    private RandomStreams() {}

    /** Shows it. */
    public static void main(String[] words) {
        run();
    }

    /** Whether the image drawn alone equals the one from the batch. */
    static boolean run() {
        float[][] batch = new float[8][];
        for (int image = 0; image < batch.length; image++) {
            batch[image] = noise(42, image);
        }
        float[] alone = noise(42, 5);
        System.out.println("image 5 of 8: " + Arrays.toString(batch[5]));
        System.out.println("image 5:      " + Arrays.toString(alone));

        RandomStream stream = RandomStream.of(42, "noise", 5);
        float[] tail = new float[2];
        stream.normals(2, tail, 0, 2); // values 2 and 3 without drawing 0 and 1
        System.out.println("its end:      " + Arrays.toString(tail));

        stream.nextLong();
        RandomStream resumed = RandomStream.of(stream.state()); // three numbers are all there is to save
        System.out.println("goes on with  %016x = %016x".formatted(stream.nextLong(), resumed.nextLong()));
        return Arrays.equals(batch[5], alone) && Arrays.equals(tail, Arrays.copyOfRange(alone, 2, 4));
    }

    private static float[] noise(long seed, int image) {
        float[] values = new float[4];
        RandomStream.of(seed, "noise", image).fillNormal(values, 0, values.length);
        return values;
    }
}
