// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Tensors;

/**
 * Draws noise on the thread that asks, into the same tensors again and again: for runs beside which no core is free. The
 * numbers are those of the {@link ImageNoise} behind it. For one run, whose samples are of one shape and
 * dtype in one place. Belongs to one thread; to be closed.
 *
 * <p>Images whose numbers do not fill whole blocks of their random stream are drawn for some evaluations at a time, which
 * together do.
 */
public final class NoiseInPlace implements Noise, AutoCloseable {
    private final ImageNoise noise;
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<DoubleBuffer> memory = new ArrayList<>();
    private int first;
    private boolean isDrawn;

    /** In the place of {@code noise}. */
    public NoiseInPlace(ImageNoise noise) {
        this.noise = noise;
    }

    @Override
    public Tensor unit(int evaluation, int draw, Tensor like) {
        if (draw != 0) { // few solvers draw again
            return noise.unit(evaluation, draw, like);
        }
        if (tensors.isEmpty() || memory.get(0).capacity() != like.numel()) {
            if (!Tensors.isDoubleOnCpu(like) || like.numel() > Tensors.MOST_SHOWN) {
                return noise.unit(evaluation, 0, like);
            }
            close();
            takeMemory(like, together(noise.elementsOfOne(like), like.numel()));
        }
        if (!isDrawn || evaluation < first || evaluation >= first + tensors.size()) {
            isDrawn = false;
            first = evaluation - evaluation % tensors.size();
            noise.fill(first, noise.elementsOfOne(like), memory);
            isDrawn = true;
        }
        return tensors.get(evaluation - first);
    }

    private void takeMemory(Tensor like, int count) {
        for (int i = 0; i < count; i++) {
            Tensor tensor = Tensors.keep(like.new_empty(like.sizes()));
            tensors.add(tensor);
            memory.add(Tensors.wideNumbers(tensor));
        }
    }

    /** Evaluations whose numbers of one image are whole blocks of its stream. */
    private static int together(int each, long values) {
        int block = RandomStream.NORMALS_PER_BLOCK;
        int count = each % block == 0 ? 1 : each % 2 == 0 ? block / 2 : block;
        return count * values <= ImageNoise.MOST_VALUES ? count : 1;
    }

    @Override
    public void close() {
        isDrawn = false;
        memory.clear();
        tensors.forEach(Tensor::close);
        tensors.clear();
    }
}
