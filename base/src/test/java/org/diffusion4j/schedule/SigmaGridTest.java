// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SigmaGridTest {
    private static final NoiseSchedule SCHEDULE = ScheduleConfig.defaults().create();

    @Test
    void timeAndSigmaOfTheTableAreInverse() {
        SigmaTable table = new SigmaTable(SCHEDULE);
        for (int t = 0; t < 1000; t++) {
            assertThat(table.sigma(t)).isEqualTo(SCHEDULE.sigma(t));
            assertThat(table.time(SCHEDULE.sigma(t))).isCloseTo(t, within(1e-9));
        }
        double between = table.sigma(499.5);
        assertThat(between).isCloseTo((table.sigma(499) + table.sigma(500)) / 2, within(1e-14));
        assertThat(table.time(1e9)).isEqualTo(999);
        assertThat(table.time(0)).isZero();
        assertThat(table.sigma(-3)).isEqualTo(table.min());
        assertThat(table.sigma(2000)).isEqualTo(table.max());
    }

    @Test
    void respacedSigmasFallFromTheLargestToTheSmallest() {
        for (Respacing respacing : Respacing.values()) {
            for (int n : new int[] {1, 2, 3, 10, 100}) {
                double[] sigmas = respacing.sigmas(14.6, 0.03, n);
                assertThat(sigmas).hasSize(n);
                assertThat(sigmas[0]).isCloseTo(14.6, within(1e-12));
                for (int i = 1; i < n; i++) {
                    assertThat(sigmas[i]).isLessThan(sigmas[i - 1]);
                }
                assertThat(sigmas[n - 1]).isCloseTo(n == 1 ? 14.6 : 0.03, within(1e-12));
            }
        }
        assertThat(Respacing.BETA.sigmas(14.6, 0.03, 7)[6]).isEqualTo(0.03);
    }

    @Test
    void levelsOfTheEdmSamplersAreThoseOfTheLibrary() throws IOException {
        int checked = 0;
        for (JsonNode row : Fixture.read("diffusers/tables/sigmas.json").get("rows")) {
            if (!row.get("sampler").asString().equals("EDMEulerScheduler")) {
                continue;
            }
            JsonNode config = row.get("config");
            double max = config.path("sigma_max").asDouble(80);
            double min = config.path("sigma_min").asDouble(0.002);
            int n = row.get("n").asInt();
            double[] got = config.path("sigma_schedule").asString("karras").equals("exponential")
                    ? Respacing.EXPONENTIAL.sigmas(max, min, n)
                    : Respacing.karras(max, min, config.path("rho").asDouble(7), n);
            for (int i = 0; i < n; i++) {
                double want = row.get("sigmas").get(i).asDouble();
                assertThat(got[i]).isCloseTo(want, within(2e-6 * want));
            }
            checked++;
        }
        assertThat(checked).isEqualTo(3);
    }

    @Test
    void quantilesInvertTheDistributionFunction() {
        SymmetricBeta beta = new SymmetricBeta(0.6);
        assertThat(beta.quantile(0)).isZero();
        assertThat(beta.quantile(1)).isEqualTo(1);
        assertThat(beta.quantile(0.5)).isCloseTo(0.5, within(1e-15));
        // The uniform distribution and the arcsine law have quantiles in closed form: p and sin^2(pi p / 2).
        SymmetricBeta uniform = new SymmetricBeta(1);
        SymmetricBeta arcsine = new SymmetricBeta(0.5);
        for (double p = 1e-6; p < 1; p += 0.01) {
            double sine = Math.sin(Math.PI * p / 2);
            assertThat(uniform.quantile(p)).isCloseTo(p, within(1e-14));
            assertThat(arcsine.quantile(p)).isCloseTo(sine * sine, within(1e-13 * Math.max(p, 1e-3)));
            // Independent of the series: the density is the derivative of the distribution function.
            double h = 1e-5;
            if (p > 0.05 && p < 0.95) {
                double x = beta.quantile(p);
                double slope = (beta.quantile(p + h) - beta.quantile(p - h)) / (2 * h);
                // B(0.6, 0.6) = Gamma(0.6)^2 / Gamma(1.2), Gamma(0.6) = 1.489192248812817, Gamma(1.2) =
                // 0.9181687423997607
                double total = 1.489192248812817 * 1.489192248812817 / 0.9181687423997607;
                assertThat(slope).isCloseTo(total / Math.pow(x * (1 - x), -0.4), within(1e-6));
            }
        }
    }

    @Test
    void roundingOfTimesIsAsNamed() {
        double[] sigmas = {SCHEDULE.sigma(999), 1.234};
        double fractional = new SigmaTable(SCHEDULE).time(1.234);
        assertThat(SigmaGrid.respaced(SCHEDULE, sigmas, TimeRounding.FRACTIONAL, 0)
                        .time(1))
                .isEqualTo((float) fractional);
        assertThat(SigmaGrid.respaced(SCHEDULE, sigmas, TimeRounding.NEAREST, 0).time(1))
                .isEqualTo(Math.rint(fractional));
        assertThat(SigmaGrid.respaced(SCHEDULE, sigmas, TimeRounding.TRUNCATED, 0)
                        .time(1))
                .isEqualTo(Math.floor(fractional));
    }

    @Test
    void aGridHoldsItsLevelsAndWhereItEnds() {
        SigmaGrid grid = SigmaGrid.interpolated(SCHEDULE, TimeGrid.of(999, 500, 0), 0);
        assertThat(grid.size()).isEqualTo(3);
        assertThat(grid.sigmas()).containsExactly(SCHEDULE.sigma(999), SCHEDULE.sigma(500), SCHEDULE.sigma(0), 0);
        assertThat(grid.sigma(3)).isZero();
        assertThat(grid.startSigma(Spacing.TRAILING)).isEqualTo(SCHEDULE.sigma(999));
        assertThat(grid.startSigma(Spacing.LEADING)).isEqualTo(Math.hypot(SCHEDULE.sigma(999), 1));
        assertThat(grid).isEqualTo(SigmaGrid.interpolated(SCHEDULE, TimeGrid.of(999, 500, 0), 0));
    }

    @Test
    void wrongRequestsAreAnsweredWithASentence() {
        assertThatThrownBy(() -> SigmaGrid.of(TimeGrid.of(1, 0), new double[] {2, 1}, Precision.DOUBLE))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "A grid of 2 times was given 2 sigmas. It needs one more than times, the last being where the"
                                + " run ends; append 0.");
        NoiseSchedule silent =
                ScheduleConfig.defaults().withTerminalSnr(TerminalSnr.ZERO).create();
        assertThatThrownBy(() -> SigmaGrid.interpolated(silent, TimeGrid.of(999, 0), 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("Sigma 0 of a grid is Infinity. Sigmas must be finite")
                .hasMessageEndingWith(
                        "where a schedule leaves no signal, lower betaEnd, and where it is rescaled to end so, use the"
                                + " terminal SNR almost_zero.");
        assertThatThrownBy(() -> new SigmaTable(NoiseSchedule.ofBetas("one", new double[] {0.1})))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Schedule 'one' has 1 step, too few for solvers that work on sigmas. Use a schedule of 2 steps"
                                + " or more.");
        assertThatThrownBy(() -> Respacing.KARRAS.sigmas(1, 0, 5))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Noise levels were asked for from 1.0 down to 0.0. Both must be finite and above 0, the first"
                                + " not below the second; set sigmaMin and sigmaMax.");
        assertThatThrownBy(() -> Respacing.KARRAS.sigmas(1, 0.1, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "0 noise levels were asked for. There must be 1 or more; raise the number of sampling steps.");
        assertThatThrownBy(() -> Respacing.karras(1, 0.1, 0, 3))
                .isInstanceOf(ConfigException.class)
                .hasMessage("rho of the Karras levels is 0.0. It must be a positive number; 7 is usual.");
    }
}
