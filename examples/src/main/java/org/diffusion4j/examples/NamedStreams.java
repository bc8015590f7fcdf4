// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import java.util.Arrays;
import org.diffusion4j.random.RandomStream;

/** Random numbers by place: a draw is a function of seed, name and number, whoever asks and in whatever order. */
public final class NamedStreams {
    private NamedStreams() {}

    /** Prints the noise of one picture, drawn alone and as part of a batch. */
    public static void main(String[] args) {
        System.out.println(Arrays.toString(noise(3, 1)));
        System.out.println(Arrays.toString(noise(0, 8)));
    }

    /** The first four numbers of pictures {@code first … first + count − 1}, one stream each. */
    static float[] noise(int first, int count) {
        float[] values = new float[4 * count];
        for (int k = 0; k < count; k++) {
            RandomStream.of(7, "noise", first + k).normals(0, values, 4 * k, 4);
        }
        return values;
    }
}
