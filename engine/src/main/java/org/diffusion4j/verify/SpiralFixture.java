// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
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

/** The point network of the spiral: forward, sampler, Adam steps. */
final class SpiralFixture implements FixtureKind {
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
        Node inputs = train.at("inputs");
        long[] shape = inputs.at("shape").shape();
        Denoising objective = new Denoising(
                schedule(train.at("schedule")),
                Prediction.EPSILON,
                built.parameters().values().device());
        new AdamRun(train, tally)
                .verify(
                        built,
                        () -> objective.loss(
                                built.network(),
                                Filled.values(inputs.at("x0").text(), inputs.text("rule", ""), shape),
                                inputs.at("idx").integers(),
                                Filled.values(inputs.at("eps").text(), inputs.text("rule", ""), shape),
                                Condition.NONE,
                                shape));
    }

    private static NoiseSchedule schedule(Node node) {
        return ScheduleConfig.linear(
                        node.at("beta_1").number(),
                        node.at("beta_T").number(),
                        node.at("steps").steps())
                .create();
    }
}
