// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.sampler.Denoiser;
import org.diffusion4j.sampler.Midway;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.sampler.sigma.Heun;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/** Kind {@code diffusers/upstream-loops}: sums and means of the reference library's own tests. */
final class UpstreamLoops implements FixtureKind {
    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        String key = fixture.has("rows") ? "rows" : "cases";
        fixture.at(key).elements().forEach(row -> run(row, device, tally));
    }

    private static void run(Node row, Device device, Tally tally) {
        Sampler sampler = new SamplerRow(row, row.at("base_config").json())
                .withArguments(row.at("overrides"))
                .sampler();
        Denoiser model = ToyModels.named("dummy_model");
        String loop = row.at("loop").text();
        boolean overwrites = loop.startsWith("sigma-overwrite");
        boolean scales = overwrites || loop.equals("edm");
        try (PointerScope scope = new PointerScope()) {
            SamplerState state = start(row, sampler, device);
            while (state.evaluation() < sampler.evaluations()) {
                Tensor seen = scales ? sampler.input(state) : state.x();
                Tensor output = model.evaluate(seen, sampler.time(state.evaluation()));
                // some of these tests give the scaled sample to the step, too
                SamplerState before = overwrites ? new SamplerState(state.evaluation(), seen, state.history()) : state;
                state = sampler.advance(before, output, Noise.NONE);
            }
            compare(row, Tensors.doubles(state.x()), tally);
        }
    }

    private static SamplerState start(Node row, Sampler sampler, Device device) {
        long[] shape = row.at("sample_shape").shape();
        String loop = row.at("loop").text();
        Tensor sample = Tensors.times(dummy(false, device, shape), sampler.initialScale());
        return switch (loop) {
            case "vp", "pndm" -> SamplerState.start(dummy(false, device, shape));
            case "edm", "sigma-overwrite" -> SamplerState.start(sample);
            case "vp+noise", "sigma-overwrite+noise" -> {
                if (!(sampler instanceof Midway midway)) {
                    throw new FixtureException("this sampler cannot begin in the middle");
                }
                int first = row.at("t_start").integer() * (sampler instanceof Heun ? 2 : 1);
                Tensor x0 = loop.startsWith("vp") ? dummy(false, device, shape) : sample;
                yield midway.begin(first, x0, dummy(true, device, shape));
            }
            default -> throw new FixtureException("the loop '%s' is not known to this version".formatted(loop));
        };
    }

    /** 0, 1, …, n − 1 over n, or the same backwards, with the first axis running fastest. */
    private static Tensor dummy(boolean backwards, Device device, long... shape) {
        int n = Math.toIntExact(Shapes.elements(shape));
        int first = Math.toIntExact(shape[0]);
        int rest = n / first;
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            double value = backwards ? n - 1 - i : i;
            values[(i % first) * rest + i / first] = value / n;
        }
        return Tensors.of(values, shape).to(device, ScalarType.Double);
    }

    private static void compare(Node row, double[] got, Tally tally) {
        String id = row.at("id").text();
        double mean = Expected.statistic("abs_mean", got);
        if (row.has("expected_sum")) {
            double tolerance = row.at("tol_sum").number();
            tally.number(
                    id + ".sum", 0, mean * got.length, row.at("expected_sum").number(), tolerance, 0);
        }
        if (row.has("expected_mean")) {
            double tolerance = row.at("tol_mean").number();
            tally.number(id + ".mean", 0, mean, row.at("expected_mean").number(), tolerance, 0);
        }
    }
}
