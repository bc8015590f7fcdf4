// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.sampler.Sampler;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Kind {@code diffusers/sigmas}: noise levels and the times that belong to them. */
final class SigmaTables implements FixtureKind {
    private static final double ATOL_OF_REAL_TIMES = 2e-3;

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        double rtol = fixture.at("rtol").number();
        int[] number = {0};
        fixture.at("rows").elements().forEach(row -> row(row, "rows[%d]".formatted(number[0]++), rtol, tally));
    }

    private static void row(Node row, String check, double rtol, Tally tally) {
        // the schedule of rows that give no configuration
        SamplerRow described = new SamplerRow(
                row,
                row.has("config")
                        ? row.at("config").json()
                        : new JsonMapper()
                                .createObjectNode()
                                .put("beta_start", 0.00085)
                                .put("beta_end", 0.012)
                                .put("beta_schedule", "scaled_linear"));
        if (row.has("respacing")) {
            described.with(row.at("respacing").text(), JsonNodeFactory.instance.booleanNode(true));
        }
        Sampler sampler = described.sampler();
        boolean real = SamplerCase.hasRealTimes(row.at("sampler").text());
        tally.numbers(
                check + ".sigmas", SamplerCase.sigmas(sampler), row.at("sigmas").numbers(), 0, rtol);
        tally.numbers(
                check + ".timesteps",
                SamplerCase.times(sampler),
                row.at("timesteps").numbers(),
                real ? ATOL_OF_REAL_TIMES : 0,
                0);
    }
}
