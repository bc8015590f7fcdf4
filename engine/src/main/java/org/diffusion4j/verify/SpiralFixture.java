// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.PointMlpConfig;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.Denoising;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.train.Adam;

/** The point network of the spiral: forward, sampler, Adam steps. */
final class SpiralFixture implements FixtureKind {
    private static final Pattern ADAM =
            Pattern.compile("Adam lr ([0-9.e+-]+), betas ([0-9.]+)/([0-9.]+), eps ([0-9.e+-]+)");

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        Node config = fixture.at("config");
        PointMlpConfig network = new PointMlpConfig(
                config.at("hidden").integer(),
                config.at("embed").integer(),
                config.at("dim").integer(),
                25,
                config.has("third_residual")
                        && config.at("third_residual").json().asBoolean());
        int steps = config.at("steps").steps();
        Filled filled = new Filled(fixture, device);
        if (fixture.has("state_dict")) {
            Filled.names(filled.build(network, steps), fixture.at("state_dict"), tally);
        }
        if (fixture.has("forward")) {
            forward(filled, filled.build(network, steps), fixture.at("forward"), tally);
        }
        if (fixture.has("sampler")) {
            Node sampler = fixture.at("sampler");
            sample(filled, filled.build(network, sampler.at("model_steps").steps()), sampler, tally);
        }
        if (fixture.has("train")) {
            train(filled.build(network, steps), fixture.at("train"), tally);
        }
    }

    private static void forward(Filled filled, Parameters.Built<Network> built, Node forward, Tally tally) {
        try (built;
                PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor output = built.network()
                    .forward(
                            filled.tensor(forward.at("inputs").at("x")),
                            filled.times(forward.at("inputs").at("idx").integers()));
            Expected.compare(forward.at("forward"), output, "forward", tally);
        }
    }

    private static void sample(Filled filled, Parameters.Built<Network> built, Node sampler, Tally tally) {
        NoiseSchedule schedule = schedule(sampler.at("schedule"));
        long[] shape = sampler.at("sampled").at("shape").shape();
        Noise noise = filled.noiseByIndex(sampler.at("inputs"), schedule.steps());
        try (built;
                PointerScope scope = new PointerScope()) {
            Ddpm ddpm = new Ddpm(
                    schedule,
                    Timesteps.every(schedule.steps()),
                    Prediction.EPSILON,
                    Ddpm.Variance.POSTERIOR,
                    Clip.NONE);
            Tensor sampled = Sampling.run(
                    ddpm,
                    (xT, time) -> built.network()
                            .forward(
                                    Tensors.toFloat(xT),
                                    Tensors.on(xT.device(), Tensors.of(new float[] {(float) time}, 1))),
                    filled.tensor(sampler.at("inputs").at("x_T").text(), "", shape),
                    noise,
                    Sampling.Watcher.NONE,
                    new StopSignal());
            Expected.compare(sampler.at("sampled"), sampled, "sampled", tally);
            sampled.close();
        }
    }

    private static void train(Parameters.Built<Network> built, Node train, Tally tally) {
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
        int[] idx = inputs.at("idx").integers();
        Denoising objective = new Denoising(
                schedule(train.at("schedule")),
                Prediction.EPSILON,
                parameters.values().device());
        Node losses = train.at("losses");
        int updates = losses.at("shape").elements().findFirst().map(Node::steps).orElse(1) - 1;
        double[] loss = new double[updates + 1];
        try (built;
                Adam optimizer = new Adam(parameters, settings)) {
            for (int update = 0; update <= updates; update++) {
                try (PointerScope scope = new PointerScope()) {
                    parameters.gradients().zero_();
                    Tensor one = objective.loss(
                            built.network(),
                            Filled.values(inputs.at("x0").text(), inputs.text("rule", ""), shape),
                            idx,
                            Filled.values(inputs.at("eps").text(), inputs.text("rule", ""), shape),
                            Condition.NONE,
                            shape);
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

    private static NoiseSchedule schedule(Node node) {
        return ScheduleConfig.linear(
                        node.at("beta_1").number(),
                        node.at("beta_T").number(),
                        node.at("steps").steps())
                .create();
    }
}
