// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.TimeGrid;
import org.diffusion4j.tensor.Tensors;

/**
 * Pseudo numerical methods on the diffusion manifold (Liu et al. 2022): the linear multistep method of order 4 with the
 * transfer φ of eq. 11, begun by three Runge-Kutta steps of four evaluations each (F-PNDM), or by a predicted and
 * corrected Euler step.
 *
 * @param times whole times d_0 &gt; d_1 &gt; …, one for each step; 4 or more with {@code rungeKutta}
 * @param stride how far a multistep leads: T / n
 * @param endsClean what lies below time 0: the clean sample, or else the schedule's first step
 */
public record Pndm(
        NoiseSchedule schedule,
        TimeGrid times,
        int stride,
        Prediction prediction,
        boolean endsClean,
        boolean rungeKutta)
        implements Sampler {
    private static final int WARM_UP_STEPS = 3;
    private static final int WARM_UP_EVALUATIONS = 4 * WARM_UP_STEPS;

    /** Adams-Bashforth of as many evaluations as are known, newest first (eq. 9). */
    private static final double[][] MULTISTEP = {
        {1}, {3 / 2.0, -1 / 2.0}, {23 / 12.0, -16 / 12.0, 5 / 12.0}, {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0}
    };

    public Pndm {
        if (rungeKutta && times.size() <= WARM_UP_STEPS) {
            throw ConfigException.naming(
                    "PNDM with its Runge-Kutta start needs 4 %s or more but was given %d. Use more steps, or skip that start (%s: true).",
                    new KeyName("steps"), times.size(), new KeyName("skipPrkSteps"));
        }
        if (prediction == Prediction.X0) {
            throw new ConfigException(
                    "PNDM works on the noise, which an x0 prediction gives badly near the clean end. Use a network that predicts epsilon or v, or another solver.");
        }
        for (int i = 0; i < times.size(); i++) {
            if (times.step(i) == schedule.lastStep() && schedule.alphaBar(times.step(i)) == 0) {
                throw ConfigException.naming(
                        "PNDM divides by the signal, and at time %d the schedule has none (by %s, or a large %s). Use another solver, such as %s or %s.",
                        times.step(i),
                        new KeyName("terminalSnr"),
                        new KeyName("betaEnd"),
                        new KeyName("ddim"),
                        new KeyName("dpmpp"));
            }
        }
    }

    @Override
    public int evaluations() {
        if (rungeKutta) {
            return WARM_UP_EVALUATIONS + times.size() - WARM_UP_STEPS;
        }
        return times.size() == 1 ? 1 : times.size() + 1;
    }

    @Override
    public double time(int evaluation) {
        if (!rungeKutta) {
            return times.step(evaluation < 2 ? evaluation : evaluation - 1);
        }
        if (evaluation >= WARM_UP_EVALUATIONS) {
            return times.step(evaluation - WARM_UP_EVALUATIONS + WARM_UP_STEPS);
        }
        int block = evaluation / 4;
        return switch (evaluation % 4) {
            case 0 -> times.step(block);
            case 3 -> times.step(block + 1);
            default -> times.step(block + 1) + stride / 2;
        };
    }

    /**
     * History: the outputs of earlier steps, newest first; inside a start also, before them, the sample that it began
     * from and (Runge-Kutta) the weighted sum of its outputs.
     */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        if (rungeKutta) {
            return state.evaluation() < WARM_UP_EVALUATIONS ? rungeKutta(state, output) : multistep(state, output);
        }
        return switch (state.evaluation()) {
            case 0 -> {
                int t = times.step(0);
                yield state.next(transfer(state.x(), t, t - stride, output), List.of(state.x(), output));
            }
            case 1 -> {
                int t = times.step(1);
                Tensor first = state.history().get(1);
                Tensor slope = blend(first, 0.5, output, 0.5);
                yield state.next(transfer(state.history().get(0), t + stride, t, slope), List.of(first));
            }
            default -> multistep(state, output);
        };
    }

    /** One of the four evaluations of a block from d_k to d_{k+1}. */
    private SamplerState rungeKutta(SamplerState state, Tensor output) {
        int from = times.step(state.evaluation() / 4);
        int to = times.step(state.evaluation() / 4 + 1);
        int half = stride / 2;
        List<Tensor> history = state.history();
        if (state.evaluation() % 4 == 0) {
            List<Tensor> started = new ArrayList<>(List.of(state.x(), Tensors.times(output, 1 / 6.0), output));
            started.addAll(history);
            return state.next(transfer(state.x(), from, from - half, output), started);
        }
        Tensor start = history.get(0);
        List<Tensor> outputs = history.subList(2, history.size());
        if (state.evaluation() % 4 == 3) {
            Tensor slope = plusScaled(history.get(1), output, 1 / 6.0);
            return state.next(transfer(start, from, to, slope), outputs);
        }
        List<Tensor> going = new ArrayList<>(List.of(start, plusScaled(history.get(1), output, 1 / 3.0)));
        going.addAll(outputs);
        return state.next(transfer(start, from, state.evaluation() % 4 == 1 ? to + half : to, output), going);
    }

    private SamplerState multistep(SamplerState state, Tensor output) {
        List<Tensor> outputs = state.remembering(output, MULTISTEP.length);
        double[] weights = MULTISTEP[outputs.size() - 1];
        Tensor slope = Tensors.times(output, weights[0]);
        for (int j = 1; j < weights.length; j++) {
            slope = plusScaled(slope, outputs.get(j), weights[j]);
        }
        int t = (int) time(state.evaluation());
        return state.next(transfer(state.x(), t, t - stride, slope), outputs);
    }

    /** φ of eq. 11: from time t to p along one output. */
    private Tensor transfer(Tensor x, int t, int p, Tensor output) {
        double alphaBarT = alphaBar(t);
        double alphaBarP = alphaBar(p);
        Tensor epsilon = prediction.epsilon(x, output, Math.sqrt(alphaBarT), Math.sqrt(1 - alphaBarT));
        double divisor = alphaBarT * Math.sqrt(1 - alphaBarP) + Math.sqrt(alphaBarT * (1 - alphaBarT) * alphaBarP);
        return blend(x, Math.sqrt(alphaBarP / alphaBarT), epsilon, -(alphaBarP - alphaBarT) / divisor);
    }

    private double alphaBar(int t) {
        if (t >= schedule.firstStep()) {
            return schedule.alphaBar(t);
        }
        return endsClean ? 1 : schedule.alphaBar(schedule.firstStep());
    }
}
