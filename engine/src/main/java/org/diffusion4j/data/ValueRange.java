// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

/** What the values of an array of pictures mean. */
public enum ValueRange {
    /** 0 is dark, 255 is light. */
    BYTES(0, 255),
    /** 0 is dark, 1 is light. */
    UNIT(0, 1),
    /** −1 is dark, 1 is light: as networks see it. */
    SYMMETRIC(-1, 1);

    private final double least;
    private final double most;

    ValueRange(double least, double most) {
        this.least = least;
        this.most = most;
    }

    /** Whether a value can be meant so; NaN cannot. */
    boolean has(double value) {
        return value >= least && value <= most;
    }

    /** The value in [−1, 1]. */
    float symmetric(double value) {
        return (float) ((value - least) / ((most - least) / 2) - 1);
    }

    /** {@code 0 to 255}. */
    String bounds() {
        return "%.0f to %.0f".formatted(least, most);
    }
}
