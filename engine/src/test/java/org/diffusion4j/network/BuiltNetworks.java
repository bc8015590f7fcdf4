// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import org.diffusion4j.nn.Parameters;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;

/** Networks as training begins with them, for tests. */
public final class BuiltNetworks {
    private BuiltNetworks() {}

    /** On the CPU, with first values of seed 1. */
    public static Parameters.Built<Network> of(NetworkConfig config, int steps) {
        return Parameters.build(
                p -> config.create(p, steps),
                (name, rule, shape) -> rule.draw(RandomStream.of(1, name), Math.toIntExact(Shapes.elements(shape))),
                Devices.of("cpu"));
    }
}
