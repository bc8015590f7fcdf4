// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train.mat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.network.mat.Discriminator;
import org.diffusion4j.network.mat.DiscriminatorConfig;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.network.mat.GeneratorConfig;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.run.LoadedState;
import org.diffusion4j.run.State;
import org.diffusion4j.tensor.StoredTensors;
import org.diffusion4j.train.Adam;
import org.diffusion4j.train.Ema;

/** All that training changes: both networks, their moments, the generator's running average; the owner of all of it. */
public final class MatWeights implements AutoCloseable {
    /** The part of a saved state with the running average of the generator, under the generator's names. */
    public static final String MODEL = "model";

    private static final String GENERATOR = "generator";
    private static final String DISCRIMINATOR = "discriminator";
    private static final String OPTIMIZER = "optimizer";
    private static final String FIRST = ".exp_avg.";
    private static final String SECOND = ".exp_avg_sq.";

    private final GeneratorConfig generatorConfig;
    private final DiscriminatorConfig discriminatorConfig;
    private final Parameters.Built<Generator> generator;
    private final Parameters.Built<Discriminator> discriminator;
    private final Parameters.Built<Generator> averaged;
    private final Adam generatorAdam;
    private final Adam discriminatorAdam;
    private final Ema average;

    /** Both networks with first values from their sources, and an average that starts as a copy. */
    public MatWeights(
            GeneratorConfig g,
            ParameterSource forGenerator,
            DiscriminatorConfig d,
            ParameterSource forDiscriminator,
            MatTrainConfig config,
            Device device) {
        this(g, forGenerator, d, forDiscriminator, config, device, ScalarType.Float);
    }

    /** The same in another precision. */
    public MatWeights(
            GeneratorConfig g,
            ParameterSource forGenerator,
            DiscriminatorConfig d,
            ParameterSource forDiscriminator,
            MatTrainConfig config,
            Device device,
            ScalarType type) {
        generatorConfig = g;
        discriminatorConfig = d;
        generator = Parameters.build(p -> new Generator(p, g), forGenerator, device, type);
        discriminator = Parameters.build(p -> new Discriminator(p, d), forDiscriminator, device, type);
        generatorAdam = new Adam(generator.parameters(), config.generatorAdam());
        discriminatorAdam = new Adam(discriminator.parameters(), config.discriminatorAdam());
        average = new Ema(generator.parameters(), config.averageDecay());
        // the running mean of styles is shared: it is an average already
        averaged = generator
                .parameters()
                .over(
                        p -> new Generator(p, g),
                        average.average(),
                        generator.parameters().statistics());
    }

    /** The generator in training. */
    public Parameters.Built<Generator> generator() {
        return generator;
    }

    /** The discriminator in training. */
    public Parameters.Built<Discriminator> discriminator() {
        return discriminator;
    }

    /** The generator with averaged weights: what is used and saved as the model. */
    public Parameters.Built<Generator> averaged() {
        return averaged;
    }

    /** The discriminator once more, as one who is asked and does not learn; the caller closes it. */
    Parameters.Built<Discriminator> judge() {
        return discriminator.parameters().readOnly(p -> new Discriminator(p, discriminatorConfig));
    }

    Adam generatorAdam() {
        return generatorAdam;
    }

    Adam discriminatorAdam() {
        return discriminatorAdam;
    }

    Ema average() {
        return average;
    }

    /** How the generator is made. */
    public GeneratorConfig generatorConfig() {
        return generatorConfig;
    }

    /** The arrays of a weights file: the averaged generator under the names of the official model. */
    public List<NamedArray> model() {
        return arrays(averaged.parameters());
    }

    private static List<NamedArray> arrays(Parameters parameters) {
        List<NamedArray> arrays = new ArrayList<>();
        parameters.names().forEach(name -> arrays.add(StoredTensors.array(name, parameters.get(name))));
        return arrays;
    }

    /** The whole state after {@code step} iterations; its arrays are read while it is saved. */
    public State state(long step, OptionalDouble score, Map<String, ?> facts) {
        List<NamedArray> moments = new ArrayList<>();
        addMoments(moments, GENERATOR, generator.parameters(), generatorAdam);
        addMoments(moments, DISCRIMINATOR, discriminator.parameters(), discriminatorAdam);
        Map<String, List<NamedArray>> parts = new LinkedHashMap<>();
        parts.put(MODEL, model());
        parts.put(GENERATOR, arrays(generator.parameters()));
        parts.put(DISCRIMINATOR, arrays(discriminator.parameters()));
        parts.put(OPTIMIZER, moments);
        return new State(step, score, parts, facts);
    }

    private static void addMoments(List<NamedArray> to, String network, Parameters parameters, Adam adam) {
        parameters
                .windows(adam.firstMoment())
                .forEach((name, window) -> to.add(StoredTensors.array(network + FIRST + name, window)));
        parameters
                .windows(adam.secondMoment())
                .forEach((name, window) -> to.add(StoredTensors.array(network + SECOND + name, window)));
    }

    /** Takes everything from a saved state; the next iteration continues bit for bit. */
    public void restore(LoadedState state) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            copyAll(state.part(MODEL), averaged.parameters());
            copyAll(state.part(GENERATOR), generator.parameters());
            copyAll(state.part(DISCRIMINATOR), discriminator.parameters());
            SafeTensors moments = state.part(OPTIMIZER);
            copyMoments(moments, GENERATOR, generator.parameters(), generatorAdam);
            copyMoments(moments, DISCRIMINATOR, discriminator.parameters(), discriminatorAdam);
        }
    }

    private static void copyAll(SafeTensors from, Parameters to) {
        to.names().forEach(name -> copy(from, name, to.get(name)));
    }

    private static void copyMoments(SafeTensors from, String network, Parameters parameters, Adam adam) {
        parameters.windows(adam.firstMoment()).forEach((name, window) -> copy(from, network + FIRST + name, window));
        parameters.windows(adam.secondMoment()).forEach((name, window) -> copy(from, network + SECOND + name, window));
    }

    private static void copy(SafeTensors file, String name, Tensor into) {
        into.copy_(StoredTensors.read(file, name, into));
    }

    @Override
    public void close() {
        averaged.close();
        average.close();
        generatorAdam.close();
        discriminatorAdam.close();
        generator.close();
        discriminator.close();
    }
}
