// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Set;
import org.diffusion4j.diffusers.DiffusersGrid;
import org.diffusion4j.diffusers.DiffusersJson;
import org.diffusion4j.diffusers.DiffusersSchedule;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.diffusers.SchedulerValues;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.schedule.Spacing;
import org.diffusion4j.verify.FixtureSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Schedules, times and sigmas of the diffusers library, from the bundled fixtures. */
class DiffusersTablesTest {
    private static JsonNode table(String path) {
        try (FixtureSet set = FixtureSet.bundled()) {
            return DiffusersJson.read(set.root().resolve(path));
        }
    }

    private static double[] doubles(JsonNode array) {
        return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }

    private static SchedulerValues read(String className, JsonNode config) {
        return Schedulers.read(new SchedulerConfig(className, config));
    }

    private static void close(double got, double want, double atol, double rtol, Object where) {
        assertThat(got).as("%s", where).isCloseTo(want, within(atol + rtol * Math.abs(want)));
    }

    @Test
    void betasAndAlphaBarsAreThoseOfTheLibrary() {
        JsonNode fixture = table("diffusers/tables/noise_schedules.json");
        double atol = fixture.get("atol").asDouble();
        double rtol = fixture.get("rtol").asDouble();
        for (JsonNode row : fixture.get("rows")) {
            SchedulerValues file = read(row.get("sampler").asString(), row.get("config"));
            NoiseSchedule schedule = DiffusersSchedule.create(file);
            double betaAtol = row.path("betas_atol").asDouble(atol);
            double betaRtol = row.path("betas_rtol").asDouble(rtol);
            double barRtol = row.path("alphas_cumprod_rtol").asDouble(rtol);
            double[] indices = doubles(row.get("indices"));
            for (int i = 0; i < indices.length; i++) {
                int t = (int) indices[i];
                close(schedule.beta(t), row.get("betas").get(i).asDouble(), betaAtol, betaRtol, row);
                close(schedule.alphaBar(t), row.get("alphas_cumprod").get(i).asDouble(), atol, barRtol, row);
            }
        }
    }

    @Test
    void float32TablesWithoutRescalingAreThoseOfTheLibraryToTheLastBit() {
        // Nine digits identify a float; the logistic and the square root of a rescaling come from other libraries.
        for (JsonNode row : table("diffusers/tables/noise_schedules.json").get("rows")) {
            String text = row.get("config").toString();
            if (text.contains("rescale") || text.contains("sigmoid")) {
                continue;
            }
            NoiseSchedule schedule =
                    DiffusersSchedule.create(read(row.get("sampler").asString(), row.get("config")));
            double[] indices = doubles(row.get("indices"));
            for (int i = 0; i < indices.length; i++) {
                int t = (int) indices[i];
                assertThat((float) schedule.beta(t)).as("%s", row).isEqualTo((float)
                        row.get("betas").get(i).asDouble());
                assertThat((float) schedule.alphaBar(t)).as("%s", row).isEqualTo((float)
                        row.get("alphas_cumprod").get(i).asDouble());
            }
        }
    }

    @Test
    void doubleTablesAreTheExactOnes() {
        int checked = 0;
        for (JsonNode row : table("diffusers/tables/noise_schedules.json").get("rows")) {
            // The library overwrites the last value of a rescaled Euler schedule, the exact column does not.
            if (!row.has("alphas_cumprod_if_all_float64")
                    || row.get("sampler").asString().startsWith("Euler")) {
                continue;
            }
            SchedulerValues file = read(row.get("sampler").asString(), row.get("config"));
            NoiseSchedule schedule = DiffusersSchedule.config(file)
                    .withPrecision(Precision.DOUBLE)
                    .create();
            double[] indices = doubles(row.get("indices"));
            for (int i = 0; i < indices.length; i++) {
                double want = row.get("alphas_cumprod_if_all_float64").get(i).asDouble();
                close(schedule.alphaBar((int) indices[i]), want, 1e-15, 1e-8, row);
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(100);
    }

    @Test
    void timesAndStartingNoiseAreThoseOfTheLibrary() {
        Set<String> listsOfTheirOwn = Set.of("PNDMScheduler", "LCMScheduler");
        int checked = 0;
        for (JsonNode row : table("diffusers/tables/timesteps.json").get("rows")) {
            String sampler = row.get("sampler").asString();
            if (listsOfTheirOwn.contains(sampler)) {
                continue;
            }
            ObjectNode config = new JsonMapper().createObjectNode();
            config.set("timestep_spacing", row.get("spacing"));
            config.set("steps_offset", row.get("steps_offset"));
            SchedulerValues file = read(sampler, config);
            NoiseSchedule schedule = DiffusersSchedule.create(file);
            DiffusersGrid grid = new DiffusersGrid(file, schedule);
            int n = row.get("n").asInt();
            double[] got = grid.times(n).times();
            boolean isWhole = row.get("dtype").asString().equals("int64");
            double[] want = doubles(row.get("timesteps"));
            if (sampler.equals("HeunDiscreteScheduler")) {
                got = doubled(got);
            }
            assertThat(got)
                    .as("%s", row)
                    .usingComparatorWithPrecision(isWhole ? 0.0 : 1e-3)
                    .containsExactly(want);
            if (!isWhole) {
                Spacing spacing = grid.spacing();
                close(
                        grid.sigmas(n).startSigma(spacing),
                        row.get("init_noise_sigma").asDouble(),
                        0,
                        1e-5,
                        row);
            }
            checked++;
        }
        assertThat(checked).isEqualTo(236);
    }

    @Test
    void sigmasAndTheirTimesAreThoseOfTheLibrary() {
        JsonNode fixture = table("diffusers/tables/sigmas.json");
        double rtol = fixture.get("rtol").asDouble();
        int checked = 0;
        for (JsonNode row : fixture.get("rows")) {
            String sampler = row.get("sampler").asString();
            if (sampler.startsWith("EDM")) {
                continue;
            }
            ObjectNode config = row.has("config")
                    ? (ObjectNode) row.get("config").deepCopy()
                    : new JsonMapper()
                            .createObjectNode()
                            .put("beta_start", 0.00085)
                            .put("beta_end", 0.012)
                            .put("beta_schedule", "scaled_linear");
            if (row.path("respacing").isString()) {
                config.put(row.get("respacing").asString(), true);
            }
            SchedulerValues file = read(sampler, config);
            SigmaGrid grid = new DiffusersGrid(file, DiffusersSchedule.create(file))
                    .sigmas(row.get("n").asInt());
            double[] times = grid.times().times();
            double[] sigmas = grid.sigmas();
            boolean isWhole = sampler.endsWith("MultistepScheduler");
            if (sampler.equals("HeunDiscreteScheduler")) {
                times = doubled(times);
                double[] inner = doubled(Arrays.copyOf(sigmas, sigmas.length - 1));
                sigmas = Arrays.copyOf(inner, inner.length + 1);
            }
            double[] wantSigmas = doubles(row.get("sigmas"));
            assertThat(sigmas).as("%s", row).hasSameSizeAs(wantSigmas);
            for (int i = 0; i < sigmas.length; i++) {
                close(sigmas[i], wantSigmas[i], 0, rtol, row);
            }
            assertThat(times)
                    .as("%s", row)
                    .usingComparatorWithPrecision(isWhole ? 0.0 : 2e-3)
                    .containsExactly(doubles(row.get("timesteps")));
            checked++;
        }
        assertThat(checked).isGreaterThanOrEqualTo(60);
    }

    /** As Heun's list: the first once, each other twice. */
    private static double[] doubled(double[] values) {
        double[] doubled = new double[2 * values.length - 1];
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] = values[(i + 1) / 2];
        }
        return doubled;
    }
}
