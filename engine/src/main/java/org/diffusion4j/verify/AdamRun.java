// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.train.Adam;

/**
 * Some updates of plain Adam on one batch: the loss before each and after the last, and the gradients of the first.
 *
 * @param train the block of the fixture, whose optimiser is written as {@code Adam lr …, betas …/…, eps …}
 */
record AdamRun(Node train, Tally tally) {
    private static final Pattern ADAM =
            Pattern.compile("Adam lr ([0-9.e+-]+), betas ([0-9.]+)/([0-9.]+), eps ([0-9.e+-]+)");

    /**
     * Runs and compares.
     *
     * @param built closed here
     * @param loss of the batch with the network as it is
     */
    void verify(Parameters.Built<Network> built, Supplier<Tensor> loss) {
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
        Node losses = train.at("losses");
        int updates = losses.at("shape").elements().findFirst().map(Node::steps).orElse(1) - 1;
        double[] values = new double[updates + 1];
        try (built;
                Adam optimizer = new Adam(parameters, settings)) {
            for (int update = 0; update <= updates; update++) {
                try (PointerScope scope = new PointerScope()) {
                    parameters.gradients().zero_();
                    Tensor one = loss.get();
                    one.backward();
                    values[update] = one.item_double();
                    if (update == 0) {
                        Filled.gradients(parameters, train.at("grad_l2"), tally);
                    }
                    optimizer.step(update, rate, settings.beta1());
                }
            }
        }
        Expected.compare(losses, values, "losses", tally);
    }
}
