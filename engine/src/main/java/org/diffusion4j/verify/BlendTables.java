// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.stream.DoubleStream;
import org.diffusion4j.objective.Forward;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.train.LearningRate;

/** System 1: the linear blend, two neighbouring levels of one picture, and the rate of each round. */
final class BlendTables implements SeedTables.SystemTables {
    private static final LearningRate OF_ROUNDS = new LearningRate.Rounds(8e-4, 0.9, 1e-6, 1);

    private static final int USUAL_STEPS = 16;

    private final Node block;
    private final TableInputs inputs;

    BlendTables(Node block, TableInputs inputs) {
        this.block = block;
        this.inputs = inputs;
    }

    @Override
    public Table named(String name) {
        return switch (name) {
            case "time_bar" -> Table.numbers(blend()::noiseShare, inputs.tolerance());
            case "pair (x at t, x at t+1)" -> Table.rows(level -> pair(blend(), level), inputs.tolerance());
            case "lr_of_round" -> Table.numbers(OF_ROUNDS::rate, Table.Tolerance.OF_RATES);
            default -> throw SeedTables.unknown(name);
        };
    }

    private double[] pair(LinearBlend blend, int level) {
        TableGroup images = inputs.group("images");
        Forward process = Forward.of(blend);
        return DoubleStream.of(level, level + 1)
                .flatMap(l -> DoubleStream.of(images.noised(process, (int) l)))
                .toArray();
    }

    private LinearBlend blend() {
        if (block.has("steps")) {
            return new LinearBlend(block.at("steps").steps());
        }
        // the list has one level more than steps
        return new LinearBlend(block.has("time_bar") ? block.at("time_bar").numbers().length - 1 : USUAL_STEPS);
    }
}
