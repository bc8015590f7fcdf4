// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/** Networks with their own first values, and inputs, all drawn from named streams. */
public final class Drawn {
    private static final long SEED = 7;

    /** First values by each tensor's own rule. */
    public static final ParameterSource SOURCE =
            (name, rule, shape) -> rule.draw(RandomStream.of(SEED, name), (int) Shapes.elements(shape));

    /** The same with small biases instead of zeros, so that nothing is tested at a special point. */
    public static final ParameterSource WITH_BIASES = (name, rule, shape) -> {
        float[] values = SOURCE.values(name, rule, shape);
        if (name.endsWith("bias") || name.endsWith("noise_strength")) {
            float[] shift = new float[values.length];
            RandomStream.of(SEED, "shift/" + name).fillNormal(shift, 0, shift.length);
            for (int i = 0; i < values.length; i++) {
                values[i] += 0.1f * shift[i];
            }
        }
        return values;
    };

    private Drawn() {}

    public static <N> Parameters.Built<N> build(Function<ParameterScope, N> plan) {
        return Parameters.build(plan, WITH_BIASES, Devices.of("cpu"));
    }

    /** The same in float64. */
    public static <N> Parameters.Built<N> buildDouble(Function<ParameterScope, N> plan) {
        return Parameters.build(plan, WITH_BIASES, Devices.of("cpu"), ScalarType.Double);
    }

    public static Tensor normal(String name, long... shape) {
        float[] values = new float[(int) Shapes.elements(shape)];
        RandomStream.of(SEED, "input/" + name).fillNormal(values, 0, values.length);
        return Tensors.of(values, shape);
    }

    /** 1 with the given probability, else 0. */
    public static Tensor mask(String name, double share, long... shape) {
        float[] values = new float[(int) Shapes.elements(shape)];
        RandomStream.of(SEED, "mask/" + name).fillUniform(values, 0, values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] < share ? 1 : 0;
        }
        return Tensors.of(values, shape);
    }

    /** The largest absolute difference. */
    public static double distance(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item_double();
    }
}
