// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.network.ContextNorm;
import org.diffusion4j.network.ContextShortcut;
import org.diffusion4j.network.ContextUnetConfig;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.Dropout;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Lineage;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Tensors;

/** The context U-Net of the sprites: forward in both modes, sampler, Adam steps. */
final class SpriteFixture implements FixtureKind {
    private static final Pattern FED = Pattern.compile("t / (\\d{1,6})");
    private static final String NORM = "down1.model.0.conv1.1.";

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        ContextUnetConfig network = network(fixture.at("config"));
        Filled filled = new Filled(fixture, device);
        if (fixture.has("state_dict")) {
            Filled.names(filled.build(network, 1), fixture.at("state_dict"), tally);
        }
        if (fixture.has("forward")) {
            Node forward = fixture.at("forward");
            int steps = stepsFed(forward.at("inputs"));
            forward(filled, filled.build(network, steps), forward, tally);
        }
        if (fixture.has("sampler")) {
            Node sampler = fixture.at("sampler");
            NoiseSchedule schedule = schedule(sampler.at("schedule"));
            sample(filled, filled.build(network, schedule.steps()), schedule, sampler, tally);
        }
        if (fixture.has("train")) {
            NoiseSchedule schedule = ScheduleConfig.defaults()
                    .withSteps(500)
                    .withKind(BetaSchedule.SPRITES)
                    .create();
            Parameters.Built<Network> built = filled.build(network, schedule.steps());
            SpriteTraining.verify(built, schedule, fixture.at("train"), tally);
        }
    }

    private static ContextUnetConfig network(Node config) {
        String shortcut = config.text("shortcut", "learned");
        if (!shortcut.equals("learned")) {
            throw new FixtureException("the shortcut '%s' is not known; known is learned".formatted(shortcut));
        }
        return new ContextUnetConfig(
                config.at("in_channels").integer(),
                config.at("n_feat").integer(),
                config.at("n_cfeat").integer(),
                config.at("height").integer(),
                config.at("levels").integer(),
                ContextShortcut.REGISTERED,
                ContextNorm.BATCH,
                ContextUnetConfig.Feeding.ON);
    }

    private static int stepsFed(Node inputs) {
        Matcher fed = FED.matcher(inputs.at("t_fed").text());
        if (!fed.matches()) {
            throw new FixtureException("'t_fed' is '%s' and not written as 't / 500'"
                    .formatted(inputs.at("t_fed").text()));
        }
        return Integer.parseInt(fed.group(1));
    }

    private static void forward(Filled filled, Parameters.Built<Network> built, Node forward, Tally tally) {
        try (built;
                PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Node inputs = forward.at("inputs");
            Tensor x = filled.tensor(inputs.at("x"));
            Tensor time = filled.times(inputs.at("t").integers());
            Condition context = filledContext(inputs.at("context"));
            Network network = built.network();
            Map<String, Tensor> outputs = Map.of(
                    "eval_context", network.forward(x, time, context),
                    "eval_no_context", network.forward(x, time));
            outputs.forEach((check, output) -> Expected.compare(forward.at(check), output, check, tally));
            Tensor trained = network.training(Dropout.NONE).forward(x, time, context);
            Expected.compare(forward.at("train_context"), trained, "train_context", tally);
            Parameters parameters = built.parameters();
            Expected.compare(
                    forward.at("running_mean_after"), parameters.get(NORM + "running_mean"), "running_mean", tally);
            Expected.compare(
                    forward.at("running_var_after"), parameters.get(NORM + "running_var"), "running_var", tally);
            tally.fact(
                    "num_batches_tracked",
                    parameters.get(NORM + "num_batches_tracked").item_long(),
                    1L);
        }
    }

    private static Condition filledContext(Node context) {
        long[] shape = context.at("shape").shape();
        Fill fill = new Fill(context.at("offset").number(), context.at("scale").number());
        float[] values = fill.values(context.at("fill").text(), Node.requireElements(context.path(), shape));
        return Condition.context((int) shape[1], values);
    }

    /** Rows of numbers as they are written. */
    static Condition writtenContext(Node context) {
        double[] numbers = context.numbers();
        int rows = (int) context.elements().count();
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers[i];
        }
        return Condition.context(numbers.length / Math.max(1, rows), values);
    }

    private static void sample(
            Filled filled, Parameters.Built<Network> built, NoiseSchedule schedule, Node sampler, Tally tally) {
        long[] shape = sampler.at("sampled").at("shape").shape();
        Node inputs = sampler.at("inputs");
        String z = inputs.members().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("z at step"))
                .map(entry -> entry.getValue().text())
                .findFirst()
                .orElseThrow(() -> new FixtureException("the sampler names no noise 'z at step i'"));
        Condition context = writtenContext(inputs.at("context"));
        // the fixture numbers noise by time, the sampler by evaluation
        Noise noise = (evaluation, draw, like) -> filled.tensor(
                        z.replace("<i>", Integer.toString(schedule.lastStep() - evaluation)), "", shape)
                .to(like.scalar_type());
        try (built;
                PointerScope scope = new PointerScope()) {
            Tensor sampled = Sampling.run(
                    new Lineage(schedule, schedule.lastStep(), Ddpm.Variance.BETA),
                    (xT, time) -> built.network().forward(Tensors.toFloat(xT), filled.times((int) time), context),
                    filled.tensor(inputs.at("x_T").text(), "", shape),
                    noise,
                    Sampling.Watcher.NONE,
                    new StopSignal());
            Expected.compare(sampler.at("sampled"), sampled, "sampled", tally);
            sampled.close();
        }
    }

    private static NoiseSchedule schedule(Node node) {
        return ScheduleConfig.linear(
                        node.at("beta1").number(),
                        node.at("beta2").number(),
                        node.at("steps").steps())
                .withKind(BetaSchedule.SPRITES)
                .create();
    }
}
