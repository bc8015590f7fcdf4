// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.NetworkConfig;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.WorkCount;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/**
 * What one item costs in a network, counted by its layers during one forward pass of zeros.
 *
 * @param parameters numbers that are learned or kept
 * @param multiplyAdds of one forward pass, two floating-point operations each
 * @param kept numbers that a training step keeps for the way back, about
 */
public record NetworkWork(long parameters, long multiplyAdds, long kept) {
    /** Counts the network of a recipe on one item of its size. */
    public static NetworkWork of(Recipe recipe) {
        return of(recipe.network(), recipe.schedule().steps());
    }

    /**
     * Counts a network on one item of its size.
     *
     * @param steps T of the schedule, at least 1
     */
    public static NetworkWork of(NetworkConfig network, int steps) {
        try (Parameters.Built<Network> built = Parameters.forUse(
                        p -> network.create(p, steps),
                        (name, rule, shape) -> new float[Math.toIntExact(Shapes.elements(shape))],
                        Devices.of("cpu"));
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true);
                WorkCount count = WorkCount.open()) {
            built.network()
                    .forward(input(network), one(1), network.conditioning().ofLabels(0));
            return new NetworkWork(built.parameters().count(), count.multiplyAdds(), count.kept());
        }
    }

    private static Tensor input(NetworkConfig network) {
        long[] item = network.inputShape();
        long[] shape = new long[item.length + 1];
        shape[0] = 1;
        System.arraycopy(item, 0, shape, 1, item.length);
        shape[1] *= network.isSelfConditioned() ? 2 : 1;
        return one(shape);
    }

    private static Tensor one(long... shape) {
        float[] ones = new float[Math.toIntExact(Shapes.elements(shape))];
        Arrays.fill(ones, 1);
        return Tensors.of(ones, shape);
    }
}
