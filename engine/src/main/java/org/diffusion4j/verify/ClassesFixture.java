// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.diffusion4j.tensor.Tensors.plus;
import static org.diffusion4j.tensor.Tensors.times;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.network.ConditionalUNetConfig;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.schedule.TerminalSnr;
import org.diffusion4j.tensor.Tensors;

/** The class-conditional U-Net: forward, the clipped sampler, AdamW under one cycle with clipping and running average. */
final class ClassesFixture implements FixtureKind {
    private static final int USUAL_STEPS = 1000;

    private static final String MIDDLE = "after_index_";

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        Node config = fixture.at("config");
        ConditionalUNetConfig network = new ConditionalUNetConfig(
                config.at("channels").integer(),
                config.at("base").integer(),
                config.at("emb_dim").integer(),
                config.at("num_classes").integer(),
                false,
                config.at("size").integer());
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
            new ClassesTraining(filled, network, fixture.at("train"), tally).verify();
        }
    }

    private static void forward(Filled filled, Parameters.Built<Network> built, Node forward, Tally tally) {
        Node inputs = forward.at("inputs");
        try (built;
                PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Map<String, String> timesOfChecks = Map.of("forward", "t", "forward_early", "t of forward_early");
            timesOfChecks.forEach((check, times) -> {
                if (forward.has(check)) {
                    Tensor output = built.network()
                            .forward(
                                    filled.tensor(inputs.at("x")),
                                    filled.times(inputs.at(times).integers()),
                                    labels(inputs));
                    Expected.compare(forward.at(check), output, check, tally);
                }
            });
        }
    }

    static Condition labels(Node inputs) {
        return Condition.labels(inputs.at("labels").integers());
    }

    private static void sample(Filled filled, Parameters.Built<Network> built, Node sampler, Tally tally) {
        NoiseSchedule schedule = schedule(sampler.at("schedule"));
        Node inputs = sampler.at("inputs");
        Condition labels = labels(inputs);
        List<Map.Entry<String, Node>> middles =
                new ArrayList<>(sampler.members().entrySet());
        middles.removeIf(entry -> !entry.getKey().startsWith(MIDDLE));
        boolean isClipped =
                sampler.has("clip_x0") && sampler.at("clip_x0").json().asBoolean();
        try (built;
                PointerScope scope = new PointerScope()) {
            Tensor sampled = Sampling.run(
                    new Ddpm(
                            schedule,
                            Timesteps.every(schedule.steps()),
                            Prediction.EPSILON,
                            Ddpm.Variance.POSTERIOR,
                            isClipped ? Clip.to(1) : Clip.NONE),
                    (xT, time) -> built.network()
                            .forward(
                                    Tensors.toFloat(xT),
                                    Tensors.on(xT.device(), Tensors.of(new float[] {(float) time}, 1)),
                                    labels),
                    filled.tensor(
                            inputs.at("x_T").text(),
                            "",
                            sampler.at("sampled").at("shape").shape()),
                    filled.noiseByIndex(inputs, schedule.steps()),
                    (evaluations, x) -> middles.stream()
                            .filter(middle ->
                                    Filled.numberAfter(MIDDLE, middle.getKey()) == schedule.steps() - evaluations)
                            .forEach(middle -> Expected.compare(middle.getValue(), x, middle.getKey(), tally)),
                    new StopSignal());
            Expected.compare(sampler.at("sampled"), sampled, "sampled", tally);
            if (sampler.has("as_image")) {
                Expected.compare(sampler.at("as_image"), picture(sampled), "as_image", tally);
            }
            sampled.close();
        }
    }

    /** From [−1, 1] to [0, 1], what lies outside cut off. */
    private static Tensor picture(Tensor x) {
        Tensor clamped = x.clamp(new ScalarOptional(Tensors.scalar(-1)), new ScalarOptional(Tensors.scalar(1)));
        return plus(times(clamped, 0.5), 0.5);
    }

    private static NoiseSchedule schedule(Node node) {
        return cosine(node.at("steps").steps(), node.number("s", 0.008), node.number("max_beta", 0.999));
    }

    static NoiseSchedule cosine(int steps, double s, double maxBeta) {
        ScheduleConfig usual = ScheduleConfig.cosine(steps);
        return new ScheduleConfig(
                        BetaSchedule.COSINE,
                        steps,
                        usual.betaStart(),
                        usual.betaEnd(),
                        s,
                        maxBeta,
                        List.of(),
                        TerminalSnr.AS_IS,
                        Precision.DOUBLE)
                .create();
    }
}
