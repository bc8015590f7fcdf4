// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.sampler.Sampler;

/** Kind {@code diffusers/timesteps}: the times of each class and spacing. */
final class TimestepTables implements FixtureKind {
    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        int[] number = {0};
        fixture.at("rows").elements().forEach(row -> row(row, "rows[%d]".formatted(number[0]++), tally));
    }

    private static void row(Node row, String check, Tally tally) {
        SamplerRow described = new SamplerRow(row)
                .with("timestep_spacing", "spacing")
                .with("steps_offset", "steps_offset")
                .with("skip_prk_steps", "skip_prk_steps");
        if (row.has("args")) {
            described.withArguments(row.at("args"));
        }
        Sampler sampler = described.sampler();
        double atol = row.text("dtype", "int64").startsWith("int") ? 0 : 1e-3;
        tally.numbers(
                check + ".timesteps",
                SamplerCase.times(sampler),
                row.at("timesteps").numbers(),
                atol,
                0);
        if (row.has("init_noise_sigma")) {
            double want = row.at("init_noise_sigma").number();
            tally.number(check + ".init_noise_sigma", 0, sampler.initialScale(), want, 0, Trajectory.RTOL);
        }
    }
}
