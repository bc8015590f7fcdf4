// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.sigma.Churn;
import org.diffusion4j.sampler.sigma.EdmHeun;
import org.diffusion4j.sampler.sigma.Parameterization;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.Respacing;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.schedule.TimeGrid;

/** Kind {@code diffusers/edm-heun}: the stochastic sampler of Karras et al. 2022. */
final class EdmHeunRuns implements FixtureKind {
    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        long[] shape = fixture.at("shape").shape();
        String prefix = fixture.text("noise_prefix", "");
        int[] number = {0};
        fixture.at("rows").elements().forEach(row -> {
            String check = "rows[%d]".formatted(number[0]++);
            run(row, check, prefix, device, tally, shape);
        });
    }

    private static void run(Node row, String check, String prefix, Device device, Tally tally, long... shape) {
        int n = row.at("num_steps").steps();
        SigmaGrid grid = grid(row, n);
        Churn churn = new Churn(
                row.at("S_churn").number(),
                row.at("S_min").number(),
                row.at("S_max").number(),
                row.at("S_noise").number());
        EdmHeun sampler =
                new EdmHeun(grid, new Parameterization.Edm(row.at("sigma_data").number(), 1), churn);
        tally.fact(check + ".nfe", sampler.evaluations(), row.at("nfe").integer());
        tally.numbers(check + ".t_steps", grid.sigmas(), row.at("t_steps").numbers(), 0, Trajectory.RTOL);

        // noise is counted by steps, of two evaluations each
        Noise noise = (evaluation, draw, like) -> CountedNoise.filled(prefix + "noise/" + evaluation / 2, like.shape())
                .to(like.device(), like.scalar_type());
        Trajectory trajectory = new Trajectory(row, check, "atol", tally);
        Sampling.Watcher watcher = (done, x) -> {
            if (done % 2 == 0 || done == sampler.evaluations()) {
                trajectory.after((done - 1) / 2, 0, x);
            }
        };
        try (PointerScope scope = new PointerScope()) {
            Tensor unit = CountedNoise.filled(prefix + "start", shape).to(device, ScalarType.Double);
            Sampling.resume(
                            sampler,
                            ToyModels.named(row.text("model", "toy_edm")),
                            sampler.raisedStart(unit, noise),
                            noise,
                            watcher,
                            new StopSignal())
                    .close();
        }
        trajectory.end();
    }

    private static SigmaGrid grid(Node row, int n) {
        double[] sigmas = Respacing.karras(
                row.at("sigma_max").number(),
                row.at("sigma_min").number(),
                row.at("rho").number(),
                n);
        return SigmaGrid.of(TimeGrid.of(sigmas), Arrays.copyOf(sigmas, n + 1), Precision.DOUBLE);
    }
}
