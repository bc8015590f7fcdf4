// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.network.ConditionalUNetConfig;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.Denoising;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.train.Adam;
import org.diffusion4j.train.Ema;
import org.diffusion4j.train.GradientNorm;
import org.diffusion4j.train.LearningRate;

/**
 * Some updates of the class-conditional U-Net on one batch: losses, gradients, the last layer after them and its running
 * average; and the same again with another weight decay, or another decay of the average, where the fixture asks.
 */
record ClassesTraining(Filled filled, ConditionalUNetConfig network, Node train, Tally tally) {
    private static final String LAST = "out.weight";

    private static final String NORM = "grad_norm_before_clip_";
    private static final String AFTER = "out_weight_after_";
    private static final String AVERAGE_AFTER = "ema_out_weight_after_";
    private static final String CHANGE = "out_weight_change";
    private static final String OTHER_DECAY = "out_weight_change_with_weight_decay_";
    private static final String OTHER_AVERAGE = "ema_out_weight_change_with_decay_";

    /** What one run leaves behind; weights of the last layer before, after, and averaged. */
    private static final class Outcome {
        private final double[] losses;
        private final double[] norms;
        private final double[] before;
        private double[] after = {};
        private double[] average = {};

        Outcome(int updates, double... before) {
            losses = new double[updates + 1];
            norms = new double[updates + 1];
            this.before = before;
        }
    }

    void verify() {
        Node settings = train.at("optimiser_settings");
        double decay = settings.at("weight_decay").number();
        double average = settings.at("ema_decay").number();
        Outcome usual = run(decay, average, true);
        Expected.compare(train.at("losses"), usual.losses, "losses", tally);
        for (Map.Entry<String, Node> check : train.members().entrySet()) {
            String name = check.getKey();
            if (name.startsWith(NORM)) {
                double[] norm = {usual.norms[(int) Filled.numberAfter(NORM, name) - 1]};
                Expected.compare(check.getValue(), norm, name, tally);
            } else if (name.startsWith(AFTER)) {
                Expected.compare(check.getValue(), usual.after, name, tally);
            } else if (name.startsWith(AVERAGE_AFTER)) {
                Expected.compare(check.getValue(), usual.average, name, tally);
            } else if (name.equals(CHANGE)) {
                Expected.compare(check.getValue(), change(usual.after, usual.before), name, tally);
            } else if (name.startsWith(OTHER_DECAY)) {
                Outcome other = run(Filled.numberAfter(OTHER_DECAY, name), average, false);
                Expected.compare(check.getValue(), change(other.after, other.before), name, tally);
            } else if (name.startsWith(OTHER_AVERAGE)) {
                Outcome other = run(decay, Filled.numberAfter(OTHER_AVERAGE, name), false);
                Expected.compare(check.getValue(), change(other.average, other.before), name, tally);
            }
        }
    }

    private static double[] change(double[] after, double[] before) {
        double[] change = new double[after.length];
        for (int i = 0; i < change.length; i++) {
            change[i] = after[i] - before[i];
        }
        return change;
    }

    private Outcome run(double weightDecay, double emaDecay, boolean isFirst) {
        Node settings = train.at("optimiser_settings");
        Adam.Settings constants = new Adam.Settings(
                Adam.Settings.ADAM.beta1(),
                settings.at("beta2").number(),
                settings.at("eps").number(),
                weightDecay);
        LearningRate rate = oneCycle(settings.at("one_cycle"));
        int updates = (int) train.at("losses").at("shape").shape()[0] - 1;
        try (Parameters.Built<Network> built = filled.build(network, 1);
                Adam optimizer = new Adam(built.parameters(), constants);
                Ema ema = new Ema(built.parameters(), emaDecay)) {
            Parameters parameters = built.parameters();
            Outcome outcome = new Outcome(updates, Tensors.doubles(parameters.get(LAST)));
            for (int update = 0; update <= updates; update++) {
                outcome.losses[update] = learn(built);
                if (isFirst && update == 0) {
                    Filled.gradients(parameters, train.at("grad_l2"), tally);
                }
                if (update < updates) {
                    outcome.norms[update] = GradientNorm.of(parameters.gradients());
                    GradientNorm.clip(
                            parameters.gradients(),
                            outcome.norms[update],
                            settings.at("clip").number());
                    optimizer.step(update, rate.rate(update), rate.beta1(update, constants.beta1()));
                    ema.update(update);
                }
            }
            outcome.after = Tensors.doubles(parameters.get(LAST));
            outcome.average = Tensors.doubles(
                    Objects.requireNonNull(parameters.windows(ema.average()).get(LAST)));
            return outcome;
        }
    }

    private double learn(Parameters.Built<Network> built) {
        Node inputs = train.at("inputs");
        long[] shape = inputs.at("shape").shape();
        Denoising objective = new Denoising(ScheduleConfig.cosine(1000).create(), Prediction.EPSILON, filled.device());
        try (PointerScope scope = new PointerScope()) {
            built.parameters().gradients().zero_();
            Tensor loss = objective.loss(
                    built.network(),
                    Filled.values(inputs.at("x0").text(), "", shape),
                    inputs.at("t").integers(),
                    Filled.values(inputs.at("noise").text(), "", shape),
                    ClassesFixture.labels(inputs),
                    shape);
            loss.backward();
            return loss.item_double();
        }
    }

    private static LearningRate oneCycle(Node node) {
        return new LearningRate.OneCycle(
                node.at("max_lr").number(),
                node.at("total_steps").steps(),
                node.at("pct_start").number(),
                node.at("div").number(),
                node.at("final_div").number(),
                node.at("base_beta1").number(),
                node.at("max_beta1").number());
    }
}
