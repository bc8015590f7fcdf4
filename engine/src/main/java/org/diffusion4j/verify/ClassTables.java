// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.diffusion4j.nn.SinusoidalTime;
import org.diffusion4j.objective.Forward;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.schedule.TerminalSnr;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.train.LearningRate;

/** System 4: the cosine schedule and its posterior, the time embedding, and the one-cycle rate with its beta1. */
final class ClassTables implements SeedTables.SystemTables {
    private static final Pattern DIM = Pattern.compile("dim (\\d{1,6})$");
    private static final Pattern PEAK = Pattern.compile("max_lr ([0-9.e+-]+)\\)");
    private static final double USUAL_BETA1 = 0.9;

    private final Node block;
    private final TableInputs inputs;

    ClassTables(Node block, TableInputs inputs) {
        this.block = block;
        this.inputs = inputs;
    }

    @Override
    public Table named(String name) {
        Table.Tolerance tolerance = inputs.tolerance();
        if (name.startsWith("sinusoidal embedding")) {
            return embedding((int) SeedTables.numberIn(name, DIM), tolerance);
        }
        if (name.startsWith("one_cycle")) {
            double peak = SeedTables.numberIn(name, PEAK);
            return (totals, path, tally) -> totals.members()
                    .forEach((total, steps) -> cycle(
                            new LearningRate.OneCycle(peak, Table.index(total, totals)),
                            steps,
                            path + "." + total,
                            tally));
        }
        NoiseSchedule schedule = schedule();
        return switch (name) {
            case "beta" -> Table.numbers(schedule::beta, tolerance);
            case "alpha_bar" -> Table.numbers(schedule::alphaBar, tolerance);
            case "posterior variance" ->
                Table.numbers(t -> schedule.posterior(t).variance(), tolerance);
            case "posterior coefficient of x0" ->
                Table.numbers(t -> schedule.posterior(t).x0Coefficient(), tolerance);
            case "posterior coefficient of x_t" ->
                Table.numbers(t -> schedule.posterior(t).xTCoefficient(), tolerance);
            case "forward x_t" -> inputs.group("images").forward(Forward.of(schedule), tolerance);
            case "reverse, x0 clipped to [-1,1]" -> Table.rows(t -> reverse(schedule, t, Clip.to(1)), tolerance);
            case "reverse, no clipping" -> Table.rows(t -> reverse(schedule, t, Clip.NONE), tolerance);
            default -> throw SeedTables.unknown(name);
        };
    }

    private NoiseSchedule schedule() {
        ScheduleConfig usual = ScheduleConfig.cosine(block.at("steps").steps());
        return new ScheduleConfig(
                        BetaSchedule.COSINE,
                        usual.steps(),
                        usual.betaStart(),
                        usual.betaEnd(),
                        block.number("s", usual.s()),
                        block.number("max_beta", usual.maxBeta()),
                        List.of(),
                        TerminalSnr.AS_IS,
                        Precision.DOUBLE)
                .create();
    }

    private double[] reverse(NoiseSchedule schedule, int t, Clip clip) {
        return inputs.group("images")
                .step(new Ddpm(
                        schedule,
                        new Timesteps(new int[] {t}, new int[] {t - 1}),
                        Prediction.EPSILON,
                        Ddpm.Variance.POSTERIOR,
                        clip));
    }

    private Table embedding(int dim, Table.Tolerance tolerance) {
        SinusoidalTime time = new SinusoidalTime(dim);
        return Table.rows(
                t -> Tensors.doubles(time.forward(Tensors.on(inputs.device(), Tensors.of(new float[] {t}, 1)))),
                tolerance);
    }

    private static void cycle(LearningRate rate, Node steps, String path, Tally tally) {
        Table.Tolerance tolerance = Table.Tolerance.OF_RATES;
        for (Map.Entry<String, Node> entry : steps.members().entrySet()) {
            int step = Table.index(entry.getKey(), steps);
            entry.getValue().members().forEach((name, want) -> {
                double got = switch (name) {
                    case "lr" -> rate.rate(step);
                    case "beta1" -> rate.beta1(step, USUAL_BETA1);
                    default -> throw SeedTables.unknown(name);
                };
                tally.number(path + "." + name, step, got, want.number(), tolerance.atol(), tolerance.rtol());
            });
        }
    }
}
