// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.regex.Pattern;
import org.diffusion4j.objective.Forward;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Lineage;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.train.LearningRate;

/** System 2: the linear schedule counted from one, both amounts of forward noise, and the rate of each epoch. */
final class SpriteTables implements SeedTables.SystemTables {
    private static final Pattern EPOCHS = Pattern.compile("^lr_of_epoch \\((\\d{1,9})\\)");
    private static final double PEAK = 1e-3;

    private final Node block;
    private final TableInputs inputs;

    SpriteTables(Node block, TableInputs inputs) {
        this.block = block;
        this.inputs = inputs;
    }

    @Override
    public Table named(String name) {
        Table.Tolerance tolerance = inputs.tolerance();
        if (name.startsWith("lr_of_epoch")) {
            LearningRate rate = new LearningRate.LinearPerEpoch(PEAK, 1, (long) SeedTables.numberIn(name, EPOCHS));
            return Table.numbers(rate::rate, Table.Tolerance.OF_RATES);
        }
        NoiseSchedule schedule = ScheduleConfig.linear(
                        block.at("beta1").number(),
                        block.at("beta2").number(),
                        block.at("steps").steps())
                .withKind(BetaSchedule.SPRITES)
                .create();
        return switch (name) {
            case "b" -> Table.numbers(schedule::beta, tolerance);
            case "ab" -> Table.numbers(schedule::alphaBar, tolerance);
            case "sqrt(1-ab)" -> Table.numbers(schedule::sqrtOneMinusAlphaBar, tolerance);
            case "forward x_t" -> inputs.group("images").forward(Forward.of(schedule), tolerance);
            case "forward x_t as the seed writes it (noise scaled by 1-ab)" ->
                inputs.group("images").forward(Forward.withoutRoot(schedule), tolerance);
            case "reverse, variance b_t" ->
                Table.rows(t -> inputs.group("images").step(new Lineage(schedule, t, Ddpm.Variance.BETA)), tolerance);
            default -> throw SeedTables.unknown(name);
        };
    }
}
