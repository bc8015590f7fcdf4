// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.nio.DoubleBuffer;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.tensor.Tensors;

/**
 * The first draws of noise of several evaluations in a row. To be closed; what it has given stays whole.
 *
 * @param from its first evaluation
 * @param each numbers of one image
 * @param evaluations how many
 * @param values (evaluations, numbers of all images), float64 on the CPU; belongs to this
 * @param numbers their memory; nothing where Java cannot show it
 */
record NoiseWindow(int from, int each, int evaluations, Tensor values, DoubleBuffer numbers) implements AutoCloseable {
    /** A window to {@code values}. */
    static NoiseWindow of(int from, int each, Tensor values) {
        boolean isShown = values.numel() <= Tensors.MOST_SHOWN;
        return new NoiseWindow(
                from,
                each,
                (int) values.size(0),
                values,
                isShown ? Tensors.wideNumbers(values) : DoubleBuffer.allocate(0));
    }

    boolean holds(int evaluation, int each) {
        return each == this.each && evaluation >= from && evaluation < end();
    }

    /** The evaluation after its last. */
    int end() {
        return from + evaluations;
    }

    /** Numbers of an evaluation, or 0 where Java cannot show them. */
    int size() {
        return numbers.capacity() / evaluations;
    }

    /** The noise of one of its evaluations, in the shape, dtype and place of {@code like}. */
    Tensor of(int evaluation, Tensor like) {
        return Tensors.like(like, values.select(0, evaluation - from));
    }

    @Override
    public void close() {
        values.close();
    }
}
