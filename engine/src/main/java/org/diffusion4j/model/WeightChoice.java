// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

/** Which of a run's weights a model is opened with. */
public enum WeightChoice {
    /** The running average where there is one: that is what it is for. */
    AVERAGED,
    /** Those of the last step. */
    RAW
}
