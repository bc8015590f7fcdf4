// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.PointMlpConfig;
import org.diffusion4j.nn.ParameterScope;
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
import org.diffusion4j.tensor.Shapes;
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
        Filler filler = new Filler(fixture, device);
        if (fixture.has("state_dict")) {
            names(filler.build(network, steps), fixture.at("state_dict"), tally);
        }
        if (fixture.has("forward")) {
            forward(filler.build(network, steps), fixture.at("forward"), tally);
        }
        if (fixture.has("sampler")) {
            Node sampler = fixture.at("sampler");
            sample(filler.build(network, sampler.at("model_steps").steps()), sampler, tally);
        }
        if (fixture.has("train")) {
            train(filler.build(network, steps), fixture.at("train"), tally);
        }
    }

    /** Fills weights by the fixture's rule. */
    private record Filler(Node fixture, Device device) {
        Parameters.Built<Network> build(PointMlpConfig config, int steps) {
            Function<ParameterScope, Network> plan = p -> config.create(p, steps);
            return Parameters.build(
                    plan,
                    (name, rule, shape) -> fill(name, shape).values(name, Node.requireElements(name, shape)),
                    device);
        }

        private Fill fill(String name, long... shape) {
            if (fixture.has("fill_overrides") && fixture.at("fill_overrides").has(name)) {
                double[] rule = fixture.at("fill_overrides").at(name).numbers(2);
                return new Fill(rule[0], rule[1]);
            }
            return Fill.ofWeight(name, shape);
        }
    }

    private static void names(Parameters.Built<Network> built, Node stateDict, Tally tally) {
        try (built) {
            Map<String, Node> want = stateDict.members();
            tally.fact("state_dict names", List.copyOf(built.parameters().names()), List.copyOf(want.keySet()));
            want.forEach((name, shape) -> tally.fact(
                    name + " shape", Shapes.text(built.parameters().get(name).shape()), Shapes.text(shape.longs())));
        }
    }

    private static void forward(Parameters.Built<Network> built, Node forward, Tally tally) {
        try (built;
                PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Node x = forward.at("inputs").at("x");
            Tensor input = filled(
                    x.at("fill").text(), x.text("rule", ""), x.at("shape").shape());
            Tensor output = built.network()
                    .forward(
                            on(built, input),
                            on(built, column(forward.at("inputs").at("idx").integers())));
            Expected.compare(forward.at("forward"), output, "forward", tally);
        }
    }

    private static void sample(Parameters.Built<Network> built, Node sampler, Tally tally) {
        NoiseSchedule schedule = schedule(sampler.at("schedule"));
        long[] shape = sampler.at("sampled").at("shape").shape();
        Map<String, Node> names = sampler.at("inputs").members();
        String z = names.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("z at index"))
                .map(entry -> entry.getValue().text())
                .findFirst()
                .orElseThrow(() -> new FixtureException("the sampler names no noise 'z at index i'"));
        // the fixture numbers noise by time, the sampler by evaluation
        Noise noise = (evaluation, draw, like) -> filled(
                        z.replace("<i>", Integer.toString(schedule.steps() - 1 - evaluation)), "", shape)
                .to(like.device(), like.scalar_type());
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
                            .forward(Tensors.toFloat(xT), on(built, Tensors.of(new float[] {(float) time}, 1))),
                    on(built, filled(sampler.at("inputs").at("x_T").text(), "", shape)),
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
                            values(inputs.at("x0").text(), inputs.text("rule", ""), shape),
                            idx,
                            values(inputs.at("eps").text(), inputs.text("rule", ""), shape),
                            Condition.NONE,
                            shape);
                    one.backward();
                    loss[update] = one.item_double();
                    if (update == 0) {
                        gradients(parameters, train.at("grad_l2"), tally);
                    }
                    optimizer.step(update, rate, settings.beta1());
                }
            }
        }
        Expected.compare(losses, loss, "losses", tally);
    }

    private static void gradients(Parameters parameters, Node want, Tally tally) {
        Map<String, Tensor> windows = parameters.windows(parameters.gradients());
        List<Double> norms = new ArrayList<>();
        want.at("names").elements().forEach(name -> norms.add(norm(windows, name.text())));
        Expected.compare(want, norms.stream().mapToDouble(Double::doubleValue).toArray(), "grad_l2", tally);
    }

    private static double norm(Map<String, Tensor> windows, String name) {
        Tensor window = windows.get(name);
        return window == null ? Double.NaN : window.norm().item_double();
    }

    private static NoiseSchedule schedule(Node node) {
        return ScheduleConfig.linear(
                        node.at("beta_1").number(),
                        node.at("beta_T").number(),
                        node.at("steps").steps())
                .create();
    }

    private static Tensor on(Parameters.Built<Network> built, Tensor t) {
        return Tensors.on(built.parameters().values().device(), t);
    }

    private static Tensor filled(String name, String rule, long... shape) {
        return Tensors.of(values(name, rule, shape), shape);
    }

    private static float[] values(String name, String rule, long... shape) {
        return Fill.named(rule).values(name, Node.requireElements(name, shape));
    }

    private static Tensor column(int... times) {
        float[] values = new float[times.length];
        for (int i = 0; i < times.length; i++) {
            values[i] = times[i];
        }
        return Tensors.of(values, times.length);
    }
}
