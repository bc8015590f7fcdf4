// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

/**
 * The noise of several evaluations in a row, drawn at once.
 *
 * @param from its first evaluation
 * @param draw which draw of those evaluations
 * @param each numbers of one image
 * @param values numbers by evaluation, in the shape of the sample: one array for each
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record NoiseWindow(int from, int draw, int each, double[][] values) {
    boolean holds(int evaluation, int draw, int each) {
        return draw == this.draw && each == this.each && evaluation >= from && evaluation < end();
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
