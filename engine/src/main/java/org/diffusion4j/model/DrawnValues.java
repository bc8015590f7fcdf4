// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Shapes;

/** First values drawn by rule: one stream per tensor, so that a layer more or less leaves the others' values alone. */
record DrawnValues(long seed) implements ParameterSource {
    @Override
    public float[] values(String name, Init rule, long... shape) {
        return rule.draw(RandomStream.of(seed, "init/" + name), Math.toIntExact(Shapes.elements(shape)));
    }
}
