// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

/** How the noise levels of flow matching are drawn (Esser et al. 2024, section 3.1); 0 is clean, 1 noise. */
public enum FlowTimes {
    /** Evenly. */
    UNIFORM {
        @Override
        double level(FlowConfig options, double normal, double uniform) {
            return uniform;
        }
    },
    /** The logistic function of a Gaussian number: more in the middle. */
    LOGIT_NORMAL {
        @Override
        double level(FlowConfig options, double normal, double uniform) {
            return 1 / (1 + Math.exp(-(options.mean() + options.deviation() * normal)));
        }
    },
    /** More in the middle, and every level possible. */
    MODE {
        @Override
        double level(FlowConfig options, double normal, double uniform) {
            double c = Math.cos(Math.PI / 2 * uniform);
            return 1 - uniform - options.modeScale() * (c * c - 1 + uniform);
        }
    };

    /** The level that a unit Gaussian and a uniform number stand for. */
    abstract double level(FlowConfig options, double normal, double uniform);
}
