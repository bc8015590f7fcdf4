// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.schedule.SigmaGrid;

/**
 * The unified predictor-corrector (Zhao et al. 2023, algorithms 1 to 4, UniPC-p): every output first corrects the sample
 * that it was computed from, then predicts the next one.
 *
 * @param predictsX0 true if outputs are read as the clean sample, false if as the noise
 * @param scaling B(h) of the paper
 * @param order 1 to 4
 * @param lowerAtEnd true if the order falls to 1 with the steps that are left
 * @param uncorrected the steps after which nothing is corrected
 * @param clip what is done to the estimate of the clean sample, where outputs are read as that
 */
public record UniPc(
        SigmaGrid grid,
        Parameterization parameterization,
        boolean predictsX0,
        Scaling scaling,
        int order,
        boolean lowerAtEnd,
        Set<Integer> uncorrected,
        Clip clip)
        implements SigmaSampler {
    /** B(h), which scales the differences. */
    public enum Scaling {
        /** h. */
        BH1,
        /** e^h − 1. */
        BH2
    }

    public UniPc {
        if (order < 1 || order > 4) {
            throw ConfigException.naming(
                    "the %s of UniPC must be 1 to 4 but was %d. 2 is usual.", new KeyName("order"), order);
        }
        if (!predictsX0 && grid.sigma(grid.size()) == 0) {
            throw ConfigException.naming(
                    "UniPC in the noise has no finite last step to sigma 0. Predict x0 (%s: true), or end above 0 (%s: sigma_min).",
                    new KeyName("predictX0"), new KeyName("finalSigmasType"));
        }
        uncorrected = Set.copyOf(uncorrected);
    }

    /** History: the sample that the last prediction began from, then the last outputs, newest first. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        int i = state.evaluation();
        Tensor m = converted(state.x(), output, grid.sigma(i));
        List<Tensor> history = state.history();
        List<Tensor> earlier = history.isEmpty() ? history : history.subList(1, history.size());
        Tensor x = state.x();
        if (!earlier.isEmpty() && !uncorrected.contains(i - 1)) {
            x = corrected(history.get(0), m, earlier, i);
        }
        List<Tensor> outputs = new ArrayList<>(List.of(m));
        outputs.addAll(earlier.subList(0, Math.min(order - 1, earlier.size())));

        List<Tensor> next = new ArrayList<>(List.of(x));
        next.addAll(outputs);
        return state.next(predicted(x, outputs, i), next);
    }

    /** UniC: the sample at step i anew, from the one before it and the output that the prediction gave. */
    private Tensor corrected(Tensor before, Tensor m, List<Tensor> earlier, int i) {
        int p = orderAt(i - 1, earlier.size());
        UniPcWeights w = weights(i - 1, p);
        double[] rho = p == 1 ? new double[] {0.5} : w.solve(p);
        Tensor m0 = earlier.get(0);
        Tensor x = base(before, m0, i - 1, w);
        for (int k = 1; k < p; k++) {
            x = plusScaled(x, earlier.get(k).sub(m0), -w.scale() * rho[k - 1] / w.ratio(k - 1));
        }
        return plusScaled(x, m.sub(m0), -w.scale() * rho[p - 1]);
    }

    /** UniP: the sample at step i + 1. */
    private Tensor predicted(Tensor x, List<Tensor> outputs, int i) {
        if (grid.sigma(i + 1) == grid.sigma(i)) {
            return x; // h = 0 leads nowhere
        }
        int p = orderAt(i, outputs.size());
        UniPcWeights w = weights(i, p);
        Tensor next = base(x, outputs.get(0), i, w);
        if (p == 1) {
            return next;
        }
        double[] rho = p == 2 ? new double[] {0.5} : w.solve(p - 1);
        for (int k = 1; k < p; k++) {
            Tensor difference = outputs.get(k).sub(outputs.get(0));
            next = plusScaled(next, difference, -w.scale() * rho[k - 1] / w.ratio(k - 1));
        }
        return next;
    }

    private Tensor base(Tensor x, Tensor m0, int i, UniPcWeights w) {
        double now = grid.sigma(i);
        double next = grid.sigma(i + 1);
        double keep = predictsX0
                ? parameterization.s(next) / parameterization.s(now)
                : parameterization.a(next) / parameterization.a(now);
        return blend(x, keep, m0, -target(next) * w.phi1());
    }

    private UniPcWeights weights(int i, int p) {
        double[] ratios = new double[p];
        double h = lambda(i + 1) - lambda(i);
        for (int k = 0; k < p - 1; k++) {
            ratios[k] = (lambda(i - 1 - k) - lambda(i)) / h;
        }
        ratios[p - 1] = 1;
        return new UniPcWeights(predictsX0 ? -h : h, scaling, target(grid.sigma(i + 1)), ratios);
    }

    private int orderAt(int i, int known) {
        if (grid.sigma(i + 1) == 0) {
            return 1; // λ is infinite there
        }
        int most = lowerAtEnd ? Math.min(order, grid.size() - i) : order;
        return Math.min(most, known);
    }

    private Tensor converted(Tensor x, Tensor output, double sigma) {
        Tensor x0 = parameterization.x0(x, output, sigma);
        if (predictsX0) {
            return clip.apply(x0);
        }
        double s = parameterization.s(sigma);
        return blend(x, 1 / s, x0, -parameterization.a(sigma) / s);
    }

    /** The weight at the step's end of what is predicted. */
    private double target(double sigma) {
        return predictsX0 ? parameterization.a(sigma) : parameterization.s(sigma);
    }

    private double lambda(int i) {
        return parameterization.lambda(grid.sigma(i));
    }
}
