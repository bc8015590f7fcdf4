// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.format.SafeTensorsWriter;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.network.Compute;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.StoredSource;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.StoredTensors;
import org.diffusion4j.weights.TensorFiles;

/** Networks that never learnt, kept in a file as a model is. */
final class FirstWeights {
    private FirstWeights() {}

    /** Draws the first values of a network by the rules of its layers and writes them. */
    static <N> Path write(Path file, Function<ParameterScope, N> plan) {
        try (Parameters.Built<N> built = Parameters.build(
                plan,
                (name, rule, shape) ->
                        rule.draw(RandomStream.of(0, "init/" + name), Math.toIntExact(Shapes.elements(shape))),
                Devices.of("cpu"))) {
            Parameters drawn = built.parameters();
            SafeTensorsWriter writer = new SafeTensorsWriter(
                    Map.of(),
                    drawn.names().stream()
                            .map(name -> StoredTensors.array(name, drawn.get(name)))
                            .toList());
            FileLayer.disk().replace(file, writer::writeTo);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("the first values of a network cannot be written", e);
        }
    }

    /** The network with the values of such a file, to be asked in that number format alone. */
    static <N> Parameters.Built<N> read(Path file, Function<ParameterScope, N> plan, Device device, Compute compute) {
        try (TensorFile values = TensorFiles.open(file)) {
            return Parameters.forUse(plan, StoredSource.of(values), device, compute == Compute.BFLOAT16);
        }
    }
}
