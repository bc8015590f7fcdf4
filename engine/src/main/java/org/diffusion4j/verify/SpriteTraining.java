// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.Dropout;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.Denoising;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.train.Adam;

/** Steps of Adam on one batch of the sprites' network, by batch statistics: losses, and the gradients before the first. */
final class SpriteTraining {
    private static final Pattern ADAM =
            Pattern.compile("Adam lr ([0-9.e+-]+), betas ([0-9.]+)/([0-9.]+), eps ([0-9.e+-]+)");

    private SpriteTraining() {}

    static void verify(Parameters.Built<Network> built, NoiseSchedule schedule, Node train, Tally tally) {
        Matcher adam = ADAM.matcher(train.at("optimiser").text());
        if (!adam.find()) {
            throw new FixtureException("the optimiser '%s' is not written as 'Adam lr …, betas …/…, eps …'"
                    .formatted(train.at("optimiser").text()));
        }
        double rate = Double.parseDouble(adam.group(1));
        Adam.Settings settings = new Adam.Settings(
                Double.parseDouble(adam.group(2)),
                Double.parseDouble(adam.group(3)),
                Double.parseDouble(adam.group(4)),
                0);
        Parameters parameters = built.parameters();
        Node inputs = train.at("inputs");
        long[] shape = inputs.at("shape").shape();
        int[] times = inputs.at("t").integers();
        float[] x0 = Filled.values(inputs.at("x0").text(), "", shape);
        float[] noise = Filled.values(inputs.at("noise").text(), "", shape);
        Condition context = SpriteFixture.writtenContext(inputs.at("context"));
        Denoising objective =
                new Denoising(schedule, Prediction.EPSILON, parameters.values().device());
        Node losses = train.at("losses");
        int updates = losses.at("shape").elements().findFirst().map(Node::steps).orElse(1) - 1;
        double[] loss = new double[updates + 1];
        try (built;
                Adam optimizer = new Adam(parameters, settings)) {
            for (int update = 0; update <= updates; update++) {
                try (PointerScope scope = new PointerScope()) {
                    parameters.gradients().zero_();
                    Tensor one =
                            objective.loss(built.network().training(Dropout.NONE), x0, times, noise, context, shape);
                    one.backward();
                    loss[update] = one.item_double();
                    if (update == 0) {
                        Filled.gradients(parameters, train.at("grad_l2"), tally);
                    }
                    optimizer.step(update, rate, settings.beta1());
                }
            }
        }
        Expected.compare(losses, loss, "losses", tally);
    }
}
