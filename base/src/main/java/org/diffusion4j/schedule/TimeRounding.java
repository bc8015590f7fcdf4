// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

/** What becomes of the fractional time that belongs to a noise level. */
public enum TimeRounding {
    /** It stays fractional, as float32. */
    FRACTIONAL {
        @Override
        double apply(double time) {
            return (float) time;
        }
    },

    /** The nearest whole time, half to even. */
    NEAREST {
        @Override
        double apply(double time) {
            return Math.rint(time);
        }
    },

    /** The whole time below. */
    TRUNCATED {
        @Override
        double apply(double time) {
            return Math.floor(time);
        }
    };

    abstract double apply(double time);
}
