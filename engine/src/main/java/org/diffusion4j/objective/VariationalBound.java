// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import static org.bytedeco.pytorch.global.torch.where;
import static org.diffusion4j.tensor.Tensors.plus;
import static org.diffusion4j.tensor.Tensors.times;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.tensor.Tensors;

/**
 * One term of the variational bound, from which the variance of a step is learned (Nichol and Dhariwal 2021, section
 * 3.1): the divergence between the true law of the step and the network's, at the first time the likelihood of the
 * picture's grey levels. The mean is taken as it is: only the variance learns from this.
 */
record VariationalBound(NoiseSchedule schedule, Prediction prediction) {
    /** Half the width of one of 255 grey levels in [−1, 1]. */
    private static final double HALF_LEVEL = 1 / 255.0;

    /** Beyond this a grey level is the darkest or lightest, whose tail belongs to it. */
    private static final double EDGE = 0.999;

    private static final double LEAST = 1e-12;

    /** A trained list of betas may hold 0, whose logarithm is not finite. */
    private static final double LEAST_VARIANCE = 1e-20;

    /**
     * Bits per number.
     *
     * @param x0 (B, C, H, W) in [−1, 1]
     * @param xT the same, noisy
     * @param output (B, 2C, H, W): prediction, then variance between −1 (posterior) and 1 (β), in logarithms
     * @param t times of the rows
     * @return (B)
     */
    Tensor bits(Tensor x0, Tensor xT, Tensor output, int... t) {
        RowTensors rows = new RowTensors(xT.device());
        long dims = xT.dim();
        long channels = xT.size(1);
        Tensor guessed = new CleanEstimate(schedule, prediction)
                .x0(xT, output.narrow(1, 0, channels).detach(), t);
        Tensor ofX0 = rows.factors(t, dims, i -> schedule.posterior(i).x0Coefficient());
        Tensor ofXT = rows.factors(t, dims, i -> schedule.posterior(i).xTCoefficient());
        Tensor shared = xT.mul(ofXT);
        Tensor mean = guessed.mul(ofX0).add_(shared);
        Tensor trueMean = x0.mul(ofX0).add_(shared);
        Tensor low = rows.factors(t, dims, this::logPosterior);
        Tensor high = rows.factors(
                t, dims, i -> Math.log(Math.max(schedule.posterior(i).beta(), LEAST_VARIANCE)));
        Tensor share = plus(times(output.narrow(1, channels, channels), 0.5), 0.5);
        Tensor logVariance = share.mul(high.sub(low)).add(low);
        Tensor first = rows.factors(t, dims, i -> i == schedule.firstStep() ? 1 : 0);
        Tensor nats = where(
                first.gt(new Scalar(0.5)),
                negativeLogLikelihood(x0, mean, logVariance),
                divergence(trueMean, low, mean, logVariance));
        return times(nats.flatten(1, -1).mean(1), 1 / Math.log(2));
    }

    /** At the first time the posterior has no variance; that of the second stands for it. */
    private double logPosterior(int t) {
        int known = t == schedule.firstStep() && schedule.steps() > 1 ? t + 1 : t;
        return Math.log(Math.max(schedule.posterior(known).variance(), LEAST_VARIANCE));
    }

    /** KL of N(m1, e^v1) from N(m2, e^v2), element by element. */
    private static Tensor divergence(Tensor m1, Tensor v1, Tensor m2, Tensor v2) {
        Tensor ratio = v1.sub(v2).exp();
        Tensor apart = m1.sub(m2).square().mul(v2.neg().exp());
        return times(plus(v2.sub(v1).add(ratio).add(apart), -1), 0.5);
    }

    private static Tensor negativeLogLikelihood(Tensor x, Tensor mean, Tensor logVariance) {
        Tensor scale = times(logVariance, -0.5).exp();
        Tensor centred = x.sub(mean);
        Tensor above = normalCdf(plus(centred, HALF_LEVEL).mul(scale));
        Tensor below = normalCdf(plus(centred, -HALF_LEVEL).mul(scale));
        Tensor inside = atLeast(above.sub(below)).log();
        Tensor darkest = atLeast(above).log();
        Tensor lightest = atLeast(plus(below.neg(), 1)).log();
        return where(x.lt(new Scalar(-EDGE)), darkest, where(x.gt(new Scalar(EDGE)), lightest, inside))
                .neg();
    }

    private static Tensor atLeast(Tensor probability) {
        return probability.clamp(new ScalarOptional(Tensors.scalar(LEAST)), new ScalarOptional());
    }

    private static Tensor normalCdf(Tensor z) {
        return times(plus(times(z, Math.sqrt(0.5)).erf(), 1), 0.5);
    }
}
