// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.NetworkConfig;
import org.diffusion4j.nn.WorkCount;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/**
 * What a network that is asked about one row takes of memory, counted by its layers during one evaluation of zeros.
 *
 * @param most bytes, if every layer kept what goes in; most of it is freed on the way
 * @param least bytes: what goes into and comes out of the largest layer
 */
record RowMemory(long most, long least) {
    static RowMemory of(Network network, NetworkConfig config) {
        long[] item = config.inputShape();
        long[] shape = new long[item.length + 1];
        shape[0] = 1;
        System.arraycopy(item, 0, shape, 1, item.length);
        shape[1] *= config.isSelfConditioned() ? 2 : 1;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard(); // in inference mode kernels would be kept for this one row
                WorkCount count = WorkCount.open()) {
            network.forward(
                    Tensors.of(new float[Math.toIntExact(Shapes.elements(shape))], shape),
                    Tensors.of(new float[] {1}, 1),
                    config.conditioning().ofLabels(0));
            return new RowMemory(Float.BYTES * count.kept(), Float.BYTES * count.largest());
        }
    }
}
