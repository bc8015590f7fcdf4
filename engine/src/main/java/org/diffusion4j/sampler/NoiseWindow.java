// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

/**
 * The first draws of noise of several evaluations in a row.
 *
 * @param from its first evaluation
 * @param each numbers of one image
 * @param values numbers by evaluation, in the shape of the sample: one array for each
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record NoiseWindow(int from, int each, double[][] values) {
    boolean holds(int evaluation, int each) {
        return each == this.each && evaluation >= from && evaluation < end();
    }

    /** The evaluation after its last. */
    int end() {
        return from + values.length;
    }

    /** The noise of one of its evaluations. */
    double[] of(int evaluation) {
        return values[evaluation - from];
    }
}
