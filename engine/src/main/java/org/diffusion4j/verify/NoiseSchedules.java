// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.diffusers.DiffusersSchedule;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.sampler.diffusers.Schedulers;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.schedule.TerminalSnr;

/** Kind {@code diffusers/noise-schedules}: beta and abar of scheduler configurations, in float32 and in double. */
final class NoiseSchedules implements FixtureKind {
    private static final Set<String> NO_COLUMNS = Set.of("config", "indices");

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        int[] number = {0};
        fixture.at("rows").elements().forEach(row -> row(fixture, row, number[0]++, tally));
    }

    private static void row(Node fixture, Node row, int number, Tally tally) {
        Node config = row.at("config");
        if (config.has("num_train_timesteps")) {
            config.at("num_train_timesteps").steps();
        }
        ScheduleConfig described = DiffusersSchedule.config(
                Schedulers.read(new SchedulerConfig(row.at("sampler").text(), config.json())));
        NoiseSchedule schedule = described.create();
        for (Map.Entry<String, Node> column : row.members().entrySet()) {
            String name = column.getKey();
            if (!NO_COLUMNS.contains(name) && column.getValue().json().isArray()) {
                IntToDoubleFunction got = switch (name) {
                    case "betas" -> schedule::beta;
                    case "alphas_cumprod" -> schedule::alphaBar;
                    case "alphas_cumprod_if_all_float64" -> exact(described)::alphaBar;
                    default ->
                        throw new FixtureException("'%s' is a column that this version does not know".formatted(name));
                };
                column(fixture, row, number, name, got, tally);
            }
        }
    }

    /** In double, and with the signal that the library puts back at the last step left out: that is float32's need. */
    private static NoiseSchedule exact(ScheduleConfig described) {
        ScheduleConfig exact = described.withPrecision(Precision.DOUBLE);
        return (described.terminalSnr() == TerminalSnr.AS_IS ? exact : exact.withTerminalSnr(TerminalSnr.ZERO))
                .create();
    }

    private static void column(Node fixture, Node row, int number, String name, IntToDoubleFunction got, Tally tally) {
        double atol = row.number(name + "_atol", fixture.at("atol").number());
        double rtol = row.number(name + "_rtol", fixture.at("rtol").number());
        double[] want = row.at(name).numbers();
        int[] times = row.has("indices")
                ? row.at("indices").integers()
                : IntStream.range(0, want.length).toArray();
        String check = "rows[%d].%s".formatted(number, name);
        if (times.length != want.length) {
            tally.fact(check + " (count)", times.length, want.length);
            return;
        }
        for (int i = 0; i < want.length; i++) {
            tally.number(check, times[i], got.applyAsDouble(times[i]), want[i], atol, rtol);
        }
    }
}
