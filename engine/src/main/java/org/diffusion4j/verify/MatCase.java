// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.Activation;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/** One case of a MAT fixture: what is built, what goes in, what must come out. */
record MatCase(Node node, Device device, Tally tally) {
    /** How cases of one module are checked. */
    @FunctionalInterface
    interface Check {
        void verify(MatCase one);
    }

    Node config() {
        return node.at("config");
    }

    String name() {
        return node.text("case", "case");
    }

    /** The network of this case with filled weights, after its names and shapes were compared. */
    <N> Parameters.Built<N> build(Function<ParameterScope, N> plan) {
        MatParameters weights = MatParameters.of(node);
        Parameters.Built<N> built = Parameters.build(plan, weights.source(), device);
        weights.compareNames(built.parameters(), name(), tally);
        return built;
    }

    boolean hasInput(String input) {
        return inputs().anyMatch(one -> one.at("name").text().equals(input));
    }

    /** The input of that name. */
    Tensor input(String input) {
        Node one = inputs().filter(candidate -> candidate.at("name").text().equals(input))
                .findFirst()
                .orElseThrow(() -> new FixtureException("'%s' has no input '%s'".formatted(name(), input)));
        return Tensors.on(device, MatInput.tensor(one));
    }

    /** The input of that name, or null. */
    @Nullable Tensor inputOrNull(String input) {
        return hasInput(input) ? input(input) : null;
    }

    private Stream<Node> inputs() {
        return node.has("inputs") ? node.at("inputs").elements() : Stream.empty();
    }

    /** The inputs listed under {@code key}, in order. */
    List<Tensor> listed(String key) {
        List<Tensor> tensors = new ArrayList<>();
        node.at(key).elements().forEach(one -> tensors.add(Tensors.on(device, MatInput.tensor(one))));
        return tensors;
    }

    /** Compares the output of that name. */
    void check(String output, Tensor got) {
        Node want = output(output);
        tally.fact(
                name() + "." + output + ".shape",
                Shapes.text(got.shape()),
                Shapes.text(want.at("shape").longs()));
        check(output, Tensors.doubles(got));
    }

    void check(String output, double... got) {
        MatOutput.compare(output(output), got, name() + "." + output, tally);
    }

    boolean hasOutput(String output) {
        return outputs(output).findFirst().isPresent();
    }

    Node output(String output) {
        return outputs(output)
                .findFirst()
                .orElseThrow(() -> new FixtureException("'%s' has no output '%s'".formatted(name(), output)));
    }

    private Stream<Node> outputs(String output) {
        return node.at("outputs").elements().filter(one -> one.at("name").text().equals(output));
    }

    /** The two sizes of a grid, height and width. */
    static long[] grid(Node pair) {
        long[] sizes = pair.longs();
        if (sizes.length != 2) {
            throw new FixtureException("'%s' must have two sizes".formatted(pair.path()));
        }
        return sizes;
    }

    /** The member as true or false, or {@code otherwise} where there is none. */
    static boolean flag(Node config, String key, boolean otherwise) {
        return config.has(key) ? config.at(key).json().asBoolean() : otherwise;
    }

    /** The activation under {@code key}. */
    static Activation activation(Node config, String key, Activation otherwise) {
        String name = config.text(key, otherwise.name());
        return Stream.of(Activation.values())
                .filter(one -> one.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new FixtureException("the activation '%s' is not known".formatted(name)));
    }
}
