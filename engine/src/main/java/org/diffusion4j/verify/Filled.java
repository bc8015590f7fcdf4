// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.NetworkConfig;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/** What the fixtures of the seed networks share: weights and inputs filled by name, names, norms of gradients. */
record Filled(Node fixture, Device device) {
    private static final Pattern WITH_RULE = Pattern.compile("(.+) \\(rule (\\w+)\\)");

    /** The network with the fixture's weights. */
    Parameters.Built<Network> build(NetworkConfig config, int steps) {
        Function<ParameterScope, Network> plan = p -> config.create(p, steps);
        return Parameters.build(
                plan, (name, rule, shape) -> fill(name, shape).values(name, Node.requireElements(name, shape)), device);
    }

    private Fill fill(String name, long... shape) {
        if (fixture.has("fill_overrides") && fixture.at("fill_overrides").has(name)) {
            double[] rule = fixture.at("fill_overrides").at(name).numbers(2);
            return new Fill(rule[0], rule[1]);
        }
        return Fill.ofWeight(name, shape);
    }

    /** Values of an input: its name, its rule in brackets after it or else {@code rule}. */
    static float[] values(String name, String rule, long... shape) {
        Matcher both = WITH_RULE.matcher(name);
        if (both.matches()) {
            return values(both.group(1), both.group(2), shape);
        }
        return Fill.named(rule).values(name, Node.requireElements(name, shape));
    }

    /** The same as a tensor on the fixture's device. */
    Tensor tensor(String name, String rule, long... shape) {
        return on(Tensors.of(values(name, rule, shape), shape));
    }

    /** An input written as an object of fill, rule and shape. */
    Tensor tensor(Node input) {
        return tensor(
                input.at("fill").text(),
                input.text("rule", ""),
                input.at("shape").shape());
    }

    /** Times, one per row, on the fixture's device. */
    Tensor times(int... times) {
        float[] values = new float[times.length];
        for (int i = 0; i < times.length; i++) {
            values[i] = times[i];
        }
        return on(Tensors.of(values, times.length));
    }

    /** Noise named by the index i of the time, {@code z at index i}; samplers count evaluations instead. */
    Noise noiseByIndex(Node inputs, int steps) {
        String z = inputs.members().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("z at index"))
                .map(entry -> entry.getValue().text())
                .findFirst()
                .orElseThrow(() -> new FixtureException("the sampler names no noise 'z at index i'"));
        return (evaluation, draw, like) -> tensor(
                        z.replace("<i>", Integer.toString(steps - 1 - evaluation)), "", like.shape())
                .to(like.device(), like.scalar_type());
    }

    private Tensor on(Tensor tensor) {
        return Tensors.on(device, tensor);
    }

    /** The number that ends the name of a check. */
    static double numberAfter(String prefix, String name) {
        try {
            return Double.parseDouble(name.substring(prefix.length()));
        } catch (NumberFormatException e) {
            throw new FixtureException("'%s' must end in a number".formatted(name), e);
        }
    }

    /** Names in their order, and shapes. */
    static void names(Parameters.Built<Network> built, Node stateDict, Tally tally) {
        try (built) {
            Map<String, Node> want = stateDict.members();
            tally.fact("state_dict names", List.copyOf(built.parameters().names()), List.copyOf(want.keySet()));
            want.forEach((name, shape) -> tally.fact(
                    name + " shape", Shapes.text(built.parameters().get(name).shape()), Shapes.text(shape.longs())));
        }
    }

    /** The norm of each parameter's gradient. */
    static void gradients(Parameters parameters, Node want, Tally tally) {
        Map<String, Tensor> windows = parameters.windows(parameters.gradients());
        List<Double> norms = new ArrayList<>();
        want.at("names").elements().forEach(name -> norms.add(norm(windows, name.text())));
        Expected.compare(want, norms.stream().mapToDouble(Double::doubleValue).toArray(), "grad_l2", tally);
    }

    private static double norm(Map<String, Tensor> windows, String name) {
        Tensor window = windows.get(name);
        return window == null ? Double.NaN : window.norm().item_double();
    }
}
