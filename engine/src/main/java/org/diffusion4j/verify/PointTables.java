// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Arrays;
import org.diffusion4j.data.Spiral;
import org.diffusion4j.objective.Forward;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;

/** System 0: the linear schedule, and the clean spiral of 2,048 points. */
final class PointTables implements SeedTables.SystemTables {
    private static final int SPIRAL_POINTS = 2048;

    private final Node block;
    private final TableInputs inputs;

    PointTables(Node block, TableInputs inputs) {
        this.block = block;
        this.inputs = inputs;
    }

    @Override
    public Table named(String name) {
        Table.Tolerance tolerance = inputs.tolerance();
        if (name.equals("clean spiral")) {
            float[] curve = Spiral.curve(SPIRAL_POINTS);
            return Table.rows(i -> point(curve, i), tolerance);
        }
        NoiseSchedule schedule = ScheduleConfig.linear(
                        block.at("beta_1").number(),
                        block.at("beta_T").number(),
                        block.at("steps").steps())
                .create();
        return switch (name) {
            case "beta" -> Table.numbers(schedule::beta, tolerance);
            case "alpha_bar" -> Table.numbers(schedule::alphaBar, tolerance);
            case "alpha_bar_prev" -> Table.numbers(t -> schedule.alphaBar(t - 1), tolerance);
            case "sigma (sqrt of tilde beta)" ->
                Table.numbers(t -> schedule.posterior(t).sigma(), tolerance);
            case "eps_coef beta/sqrt(1-abar)" ->
                Table.numbers(t -> schedule.posterior(t).epsilonCoefficient(), tolerance);
            case "forward x_t" -> inputs.group("points").forward(Forward.of(schedule), tolerance);
            case "reverse x_{t-1} from (xt, eps, z)" -> Table.rows(t -> reverse(schedule, t), tolerance);
            default -> throw SeedTables.unknown(name);
        };
    }

    private double[] reverse(NoiseSchedule schedule, int t) {
        return inputs.group("points")
                .step(new Ddpm(
                        schedule,
                        new Timesteps(new int[] {t}, new int[] {t - 1}),
                        Prediction.EPSILON,
                        Ddpm.Variance.POSTERIOR,
                        Clip.NONE));
    }

    private static double[] point(float[] curve, int i) {
        if (i < 0 || i >= SPIRAL_POINTS) {
            throw new FixtureException("the spiral has the points 0 to %d but not %d".formatted(SPIRAL_POINTS - 1, i));
        }
        return Arrays.stream(new int[] {3 * i, 3 * i + 1, 3 * i + 2})
                .mapToDouble(k -> curve[k])
                .toArray();
    }
}
