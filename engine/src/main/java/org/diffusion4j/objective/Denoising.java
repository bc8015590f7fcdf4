// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.zeros_like;
import static org.diffusion4j.tensor.Tensors.times;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.network.Network;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Temporaries;

/**
 * The simple loss of Ho et al. 2020 (eq. 14): a uniform time per row, xT = √ᾱ x0 + √(1−ᾱ) ε, and the mean squared
 * distance between the network's output and its target. Another distance, weights, a learned variance and
 * self-conditioning are options.
 *
 * @param options what differs from the simple loss
 * @param prediction what the network's output means, and so its target
 * @param conditioning what the network is told
 * @param device where the network is
 */
public record Denoising(
        NoiseSchedule schedule,
        DenoisingConfig options,
        Prediction prediction,
        Conditioning conditioning,
        Device device)
        implements Objective {
    /** The loss of a network that takes no condition. */
    public Denoising(NoiseSchedule schedule, Prediction prediction, Device device) {
        this(schedule, DenoisingConfig.defaults(), prediction, Conditioning.NONE, device);
    }

    @Override
    public Tensor loss(Network network, Batch batch, StepDraws draws) {
        int[] times = draws.times(batch.firstRow(), batch.rows(), schedule.firstStep(), schedule.steps());
        float[] noise = draws.noise(batch.firstRow(), batch.rows(), batch.rowElements());
        Condition condition = draws.told(batch, conditioning, options.conditionDropout());
        boolean looksBack = options.selfConditioning() && draws.looksBack();
        return loss(network, batch.x0(), times, noise, condition, looksBack, batch.shape());
    }

    /**
     * The loss for given times and noise.
     *
     * @param x0 clean rows, (B, …) in row-major order
     * @param times (B)
     * @param noise shaped like x0
     * @param condition what is told of each row
     * @param shape of both
     */
    public Tensor loss(Network network, float[] x0, int[] times, float[] noise, Condition condition, long... shape) {
        return loss(network, x0, times, noise, condition, false, shape);
    }

    private Tensor loss(
            Network network,
            float[] x0,
            int[] times,
            float[] noise,
            Condition condition,
            boolean looksBack,
            long... shape) {
        float[] target = new float[x0.length];
        double[] weights = new double[times.length];
        int each = x0.length / times.length;
        Forward forward = options.forward().of(schedule);
        for (int row = 0; row < times.length; row++) {
            double a = forward.signal().applyAsDouble(times[row]);
            double s = forward.spread().applyAsDouble(times[row]);
            prediction.target(x0, noise, a, s, target, row * each, each);
            weights[row] = options.weight().of(a * a / (s * s), prediction);
        }
        RowTensors rows = new RowTensors(device);
        Tensor xT = rows.tensor(forward.noised(x0, noise, times), shape);
        Tensor time = rows.factors(times, 1, t -> t);
        Tensor input = options.selfConditioning() ? withEstimate(network, xT, time, condition, times, looksBack) : xT;
        Tensor output = network.forward(input, time, condition);
        Shapes.require("the network's output", output, outputShape(shape));
        Tensor predicted = options.learnedVariance() ? output.narrow(1, 0, xT.size(1)) : output;
        Tensor simple = distance(predicted, rows.tensor(target, shape), rows.column(weights));
        if (!options.learnedVariance()) {
            return simple;
        }
        Tensor bound = new VariationalBound(schedule, prediction).bits(rows.tensor(x0, shape), xT, output, times);
        return simple.add(times(bound.mean(), options.varianceWeight() * schedule.steps()));
    }

    private long[] outputShape(long... shape) {
        long[] wanted = shape.clone();
        wanted[1] *= options.learnedVariance() ? 2 : 1;
        return wanted;
    }

    /** xT beside the network's own estimate from nothing, or beside zeros: (B, 2C, …). */
    private Tensor withEstimate(
            Network network, Tensor xT, Tensor time, Condition condition, int[] times, boolean looksBack) {
        Tensor nothing = zeros_like(xT);
        if (!looksBack) {
            return cat(new TensorVector(xT, nothing), 1);
        }
        return Temporaries.freedAfter(() -> {
            try (NoGradGuard guard = new NoGradGuard()) {
                Tensor output = network.forward(cat(new TensorVector(xT, nothing), 1), time, condition);
                Tensor estimate = new CleanEstimate(schedule, prediction).seen(xT, output, times);
                return cat(new TensorVector(xT, estimate), 1);
            }
        });
    }

    private Tensor distance(Tensor output, Tensor target, Tensor weights) {
        if (options.weight() instanceof LossWeight.Even) {
            return options.distance().mean(output, target, options.huberDelta());
        }
        return options.distance()
                .ofRows(output, target, options.huberDelta())
                .mul(weights)
                .mean();
    }
}
