// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.diffusion4j.fixtures.Fixture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The tables of the seed systems, and their forward and reverse steps made from the schedule's coefficients. */
class SeedTablesTest {
    private static JsonNode tables;

    private static final double[] X0 = Fixture.fill("tables.x0", 6, Math.sqrt(3));
    private static final double[] EPS = Fixture.fill("tables.eps", 6, Math.sqrt(3));
    private static final double[] Z = Fixture.fill("tables.z", 6, Math.sqrt(3));
    private static final double[] XT = Fixture.fill("tables.xt", 6, Math.sqrt(3));
    private static final double[] IX0 = Fixture.fill("tables.ix0", 8, 1);
    private static final double[] IEPS = Fixture.fill("tables.ieps", 8, Math.sqrt(3));
    private static final double[] IZ = Fixture.fill("tables.iz", 8, Math.sqrt(3));
    private static final double[] IXT = Fixture.fill("tables.ixt", 8, Math.sqrt(3));

    @BeforeAll
    static void readTheBundledFile() throws IOException {
        tables = Fixture.read("seeds/tables.json");
    }

    private static void check(JsonNode table, IntToDoubleFunction got) {
        assertThat(table.size()).isPositive();
        for (Map.Entry<String, JsonNode> row : table.properties()) {
            double want = row.getValue().asDouble();
            assertThat(got.applyAsDouble(Integer.parseInt(row.getKey())))
                    .as("t = %s", row.getKey())
                    .isCloseTo(want, within(1e-12 + 1e-10 * Math.abs(want)));
        }
    }

    private static void checkAll(JsonNode table, IntFunction<double[]> got) {
        assertThat(table.size()).isPositive();
        for (Map.Entry<String, JsonNode> row : table.properties()) {
            double[] want = Fixture.doubles(row.getValue());
            double[] have = got.apply(Integer.parseInt(row.getKey()));
            for (int i = 0; i < want.length; i++) {
                assertThat(have[i])
                        .as("t = %s, element %d", row.getKey(), i)
                        .isCloseTo(want[i], within(1e-9 + 1e-9 * Math.abs(want[i])));
            }
        }
    }

    /** a x + b y + c z, element by element. */
    private static double[] combine(double a, double[] x, double b, double[] y, double c, double[] z) {
        double[] sum = new double[x.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a * x[i] + b * y[i] + c * z[i];
        }
        return sum;
    }

    private static double[] noised(NoiseSchedule schedule, int t, double[] x0, double[] noise) {
        return combine(schedule.sqrtAlphaBar(t), x0, schedule.sqrtOneMinusAlphaBar(t), noise, 0, noise);
    }

    @Test
    void theLinearScheduleOfThePointSystem() {
        JsonNode seed = tables.get("seed0");
        NoiseSchedule schedule = ScheduleConfig.linear(
                        seed.get("beta_1").asDouble(),
                        seed.get("beta_T").asDouble(),
                        seed.get("steps").asInt())
                .create();
        check(seed.get("beta"), schedule::beta);
        check(seed.get("alpha_bar"), schedule::alphaBar);
        check(seed.get("alpha_bar_prev"), t -> schedule.alphaBar(t - 1));
        check(seed.get("sigma (sqrt of tilde beta)"), t -> schedule.posterior(t).sigma());
        check(seed.get("eps_coef beta/sqrt(1-abar)"), t -> schedule.posterior(t).epsilonCoefficient());
        checkAll(seed.get("forward x_t"), t -> noised(schedule, t, X0, EPS));
        checkAll(seed.get("reverse x_{t-1} from (xt, eps, z)"), t -> {
            Posterior p = schedule.posterior(t);
            double scale = 1 / Math.sqrt(p.alpha());
            return combine(scale, XT, -scale * p.epsilonCoefficient(), EPS, p.sigma(), Z);
        });
    }

    @Test
    void theLinearBlendOfTheCarSystem() {
        JsonNode seed = tables.get("seed1");
        LinearBlend blend = new LinearBlend(16);
        assertThat(blend.timeBar()).containsExactly(Fixture.doubles(seed.get("time_bar")));
        for (int level = 0; level < 2; level++) {
            int pair = level;
            JsonNode both = seed.get("pair (x at t, x at t+1)");
            for (Map.Entry<String, JsonNode> row : both.properties()) {
                double a = blend.noiseShare(Integer.parseInt(row.getKey()) + pair);
                double[] got = combine(1 - a, IX0, a, IEPS, 0, IEPS);
                assertThat(got)
                        .usingComparatorWithPrecision(1e-9)
                        .containsExactly(Fixture.doubles(row.getValue().get(pair)));
            }
        }
    }

    @Test
    void theSchedulesOfTheSpriteSystemCountFromOne() {
        JsonNode seed = tables.get("seed2");
        ScheduleConfig config = ScheduleConfig.linear(
                        seed.get("beta1").asDouble(),
                        seed.get("beta2").asDouble(),
                        seed.get("steps").asInt())
                .withKind(BetaSchedule.SPRITES);
        NoiseSchedule schedule = config.create();
        assertThat(schedule.steps()).isEqualTo(500);
        assertThat(schedule.firstStep()).isEqualTo(1);
        assertThat(schedule.lastStep()).isEqualTo(500);
        check(seed.get("b"), schedule::beta);
        check(seed.get("ab"), schedule::alphaBar);
        check(seed.get("sqrt(1-ab)"), schedule::sqrtOneMinusAlphaBar);
        checkAll(seed.get("forward x_t"), t -> noised(schedule, t, IX0, IEPS));
        checkAll(
                seed.get("forward x_t as the seed writes it (noise scaled by 1-ab)"),
                t -> combine(schedule.sqrtAlphaBar(t), IX0, 1 - schedule.alphaBar(t), IEPS, 0, IEPS));
        checkAll(seed.get("reverse, variance b_t"), t -> {
            double scale = 1 / Math.sqrt(schedule.alpha(t));
            double noise = t > 1 ? Math.sqrt(schedule.beta(t)) : 0;
            return combine(scale, IXT, -scale * schedule.posterior(t).epsilonCoefficient(), IEPS, noise, IZ);
        });

        NoiseSchedule exact = config.withKind(BetaSchedule.SPRITES_EXACT).create();
        assertThat(exact.alphaBar(0)).isEqualTo(1);
        assertThat(exact.alphaBar(1)).isEqualTo(1 - exact.beta(1));
        assertThat(exact.alphaBar(500) * (1 - exact.beta(0))).isCloseTo(schedule.alphaBar(500), within(1e-15));
    }

    @Test
    void theCosineScheduleOfTheClassSystem() {
        JsonNode seed = tables.get("seed4");
        NoiseSchedule schedule =
                ScheduleConfig.cosine(seed.get("steps").asInt()).create();
        check(seed.get("beta"), schedule::beta);
        check(seed.get("alpha_bar"), schedule::alphaBar);
        check(seed.get("posterior variance"), t -> schedule.posterior(t).variance());
        check(
                seed.get("posterior coefficient of x0"),
                t -> schedule.posterior(t).x0Coefficient());
        check(
                seed.get("posterior coefficient of x_t"),
                t -> schedule.posterior(t).xTCoefficient());
        checkAll(seed.get("forward x_t"), t -> noised(schedule, t, IX0, IEPS));
        checkAll(seed.get("reverse, no clipping"), t -> reverse(schedule, t, Double.POSITIVE_INFINITY));
        checkAll(seed.get("reverse, x0 clipped to [-1,1]"), t -> reverse(schedule, t, 1));
    }

    private static double[] reverse(NoiseSchedule schedule, int t, double limit) {
        double signal = schedule.sqrtAlphaBar(t);
        double[] x0 = combine(1 / signal, IXT, -schedule.sqrtOneMinusAlphaBar(t) / signal, IEPS, 0, IEPS);
        for (int i = 0; i < x0.length; i++) {
            x0[i] = Math.min(Math.max(x0[i], -limit), limit);
        }
        Posterior p = schedule.posterior(t);
        return combine(p.x0Coefficient(), x0, p.xTCoefficient(), IXT, p.sigma(), IZ);
    }
}
