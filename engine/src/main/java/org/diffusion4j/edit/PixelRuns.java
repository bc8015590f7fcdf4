// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.Arrays;

/**
 * Pixels of a picture as runs, each within one row. A hole of millions of pixels has thousands of runs. Pixels are numbered y ·
 * width + x.
 */
final class PixelRuns {
    private int[] ends = new int[4]; // of run i its first pixel at 2 i, and the first behind it
    private int count;

    /** Adds the pixels from {@code from} to before {@code to}, at least one. */
    void add(int from, int to) {
        reserve(1);
        ends[2 * count] = from;
        ends[2 * count + 1] = to;
        count++;
    }

    /** Adds the runs of others behind these. */
    void addAll(PixelRuns others) {
        reserve(others.count);
        System.arraycopy(others.ends, 0, ends, 2 * count, 2 * others.count);
        count += others.count;
    }

    private void reserve(int more) {
        int needed = Math.multiplyExact(2, count + more);
        if (needed > ends.length) {
            ends = Arrays.copyOf(ends, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * ends.length)));
        }
    }

    /** Runs. */
    int count() {
        return count;
    }

    /** The first pixel of run {@code i}. */
    int from(int i) {
        return ends[2 * i];
    }

    /** The first pixel behind run {@code i}. */
    int to(int i) {
        return ends[2 * i + 1];
    }
}
