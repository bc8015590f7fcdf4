// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

/** How neighbouring pixels are weighed when a picture changes its size. */
public enum Filter {
    /** The mean of the pixels that fall into the new one; enlarging repeats pixels. */
    BOX(0.5) {
        @Override
        double weight(double x) {
            return x > -0.5 && x <= 0.5 ? 1 : 0;
        }
    },
    /** A triangle. */
    BILINEAR(1) {
        @Override
        double weight(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    },
    /** Keys' cubic with a = −0.5 (Keys 1981). */
    BICUBIC(2) {
        @Override
        double weight(double x) {
            double a = -0.5;
            double d = Math.abs(x);
            if (d < 1) {
                return ((a + 2) * d - (a + 3)) * d * d + 1;
            }
            return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
        }
    },
    /** The sinc function under a window of three lobes: the sharpest. */
    LANCZOS(3) {
        @Override
        double weight(double x) {
            return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    };

    private final double support;

    Filter(double support) {
        this.support = support;
    }

    /** Beyond this distance, in pixels of the coarser picture, the weight is 0. */
    double support() {
        return support;
    }

    /** The weight at a distance, not yet divided by the sum of all. */
    abstract double weight(double x);

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }
}
