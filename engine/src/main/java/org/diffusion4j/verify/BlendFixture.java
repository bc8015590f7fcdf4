// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.network.BlendUNetConfig;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.NextImage;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.BlendChain;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.tensor.Tensors;

/** The U-Net of the linear blend: forward, the chain of all levels, Adam on the mean absolute distance. */
final class BlendFixture implements FixtureKind {
    /** Levels of training where a fixture names none. */
    private static final int USUAL_STEPS = 16;

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        Node config = fixture.at("config");
        BlendUNetConfig network = new BlendUNetConfig(
                config.at("channels").integer(),
                config.at("width").integer(),
                config.at("tdim").integer(),
                config.at("mid").integer(),
                config.at("seed_ch").integer(),
                config.at("size").integer(),
                BlendUNetConfig.Time.LINEAR);
        Filled filled = new Filled(fixture, device);
        if (fixture.has("state_dict")) {
            Filled.names(filled.build(network, USUAL_STEPS), fixture.at("state_dict"), tally);
        }
        if (fixture.has("forward")) {
            forward(filled, filled.build(network, USUAL_STEPS), fixture.at("forward"), tally);
        }
        if (fixture.has("sampler")) {
            sample(filled, filled.build(network, USUAL_STEPS), fixture.at("sampler"), tally);
        }
        if (fixture.has("train")) {
            train(filled, filled.build(network, USUAL_STEPS), fixture.at("train"), tally);
        }
    }

    private static void forward(Filled filled, Parameters.Built<Network> built, Node forward, Tally tally) {
        Node inputs = forward.at("inputs");
        try (built;
                PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor output = built.network()
                    .forward(
                            filled.tensor(inputs.at("x")),
                            filled.times(inputs.at("t").integers()));
            Expected.compare(forward.at("forward"), output, "forward", tally);
        }
    }

    private static void sample(Filled filled, Parameters.Built<Network> built, Node sampler, Tally tally) {
        long[] shape = sampler.at("sampled").at("shape").shape();
        try (built;
                PointerScope scope = new PointerScope()) {
            Tensor sampled = Sampling.run(
                    new BlendChain(new LinearBlend(sampler.at("steps").steps())),
                    (xT, time) -> built.network()
                            .forward(
                                    Tensors.toFloat(xT),
                                    Tensors.on(xT.device(), Tensors.of(new float[] {(float) time}, 1))),
                    filled.tensor(sampler.at("inputs").at("x").text(), "", shape),
                    Noise.NONE,
                    Sampling.Watcher.NONE,
                    new StopSignal());
            Expected.compare(sampler.at("sampled"), sampled, "sampled", tally);
            sampled.close();
        }
    }

    private static void train(Filled filled, Parameters.Built<Network> built, Node train, Tally tally) {
        Node inputs = train.at("inputs");
        long[] shape = inputs.at("shape").shape();
        int steps = train.has("steps") ? train.at("steps").steps() : USUAL_STEPS;
        NextImage objective = new NextImage(new LinearBlend(steps), Conditioning.NONE, 0, filled.device());
        new AdamRun(train, tally)
                .verify(
                        built,
                        () -> objective.loss(
                                built.network(),
                                Filled.values(inputs.at("x0").text(), "", shape),
                                inputs.at("t").integers(),
                                Filled.values(inputs.at("noise").text(), "", shape),
                                Condition.NONE,
                                shape));
    }
}
