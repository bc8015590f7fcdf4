// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.diffusers.DiffusersSchedule;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Guidance;
import org.diffusion4j.sampler.Midway;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.sampler.diffusers.Schedulers;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.tensor.Tensors;
import tools.jackson.databind.node.StringNode;

/** Kind {@code diffusers/ops}: noising, velocities, thresholding, DDPM's deviations and guidance, one by one. */
final class SamplerOps implements FixtureKind {
    private static final Pattern FILLED =
            Pattern.compile("(?:([0-9.]+) *\\* *)?(?:fill\\('([^']+)'\\)|(noise|sample))");
    private static final int STRIDE = 12;

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        Inputs inputs = new Inputs(fixture.at("inputs"), device);
        double atol = fixture.at("atol").number();
        double rtol = fixture.at("rtol").number();
        int[] number = {0};
        fixture.at("rows").elements().forEach(row -> {
            String check = "rows[%d].%s".formatted(number[0]++, row.at("op").text());
            double[] want = row.at("values").numbers();
            try (PointerScope scope = new PointerScope()) {
                boolean asksDeviations = row.at("op").text().equals("ddpm_noise_std");
                double[] got = asksDeviations ? deviations(row) : picked(op(row, inputs));
                tally.numbers(check, got, want, atol, rtol);
            }
        });
    }

    /** The tensors that rows work on. */
    private record Inputs(Node names, Device device) {
        Tensor named(String text) {
            Matcher matcher = FILLED.matcher(text);
            if (!matcher.matches()) {
                throw new FixtureException("'%s' is an input that this version cannot read".formatted(text));
            }
            Tensor tensor = matcher.group(2) == null
                    ? named(names.at(matcher.group(3)).text())
                    : CountedNoise.filled(matcher.group(2), names.at("shape").shape())
                            .to(device, ScalarType.Double);
            return matcher.group(1) == null ? tensor : Tensors.times(tensor, Double.parseDouble(matcher.group(1)));
        }

        Tensor sample() {
            return named("sample");
        }

        Tensor noise() {
            return named("noise");
        }
    }

    private static Tensor op(Node row, Inputs inputs) {
        return switch (row.at("op").text()) {
            case "add_noise", "scale_noise" -> noised(row, inputs);
            case "get_velocity" -> velocity(row, inputs);
            case "dynamic_threshold" ->
                Clip.dynamic(
                                row.at("ratio").number(),
                                row.at("sample_max_value").number())
                        .apply(inputs.named(row.at("input").text()));
            case "cfg" ->
                new Guidance(
                                row.at("guidance_scale").number(),
                                row.at("guidance_rescale").number())
                        .combine(
                                inputs.named(row.at("cond").text()),
                                inputs.named(row.at("uncond").text()));
            default ->
                throw new FixtureException("the operation '%s' is not known to this version"
                        .formatted(row.at("op").text()));
        };
    }

    private static double[] picked(Tensor tensor) {
        double[] all = Tensors.doubles(tensor);
        double[] picked = new double[(all.length + STRIDE - 1) / STRIDE];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = all[STRIDE * i];
        }
        return picked;
    }

    /** Every sample of the batch has a time of its own. */
    private static Tensor noised(Node row, Inputs inputs) {
        double[] times = row.at("timesteps").numbers();
        Tensor noised = inputs.sample().clone();
        for (int b = 0; b < times.length; b++) {
            SamplerRow described = described(row);
            Sampler sampler = (row.has("n") ? described : described.at(times[b])).sampler();
            if (!(sampler instanceof Midway midway)) {
                throw new FixtureException("'%s' cannot begin in the middle".formatted(row.path()));
            }
            Tensor x0 = inputs.sample().narrow(0, b, 1);
            SamplerState state = midway.begin(
                    evaluation(sampler, times[b]), x0, inputs.noise().narrow(0, b, 1));
            noised.narrow(0, b, 1).copy_(state.x());
        }
        return noised;
    }

    private static int evaluation(Sampler sampler, double time) {
        for (int i = 0; i < sampler.evaluations(); i++) {
            if (Math.abs(sampler.time(i) - time) < 1e-3) {
                return i;
            }
        }
        throw new FixtureException("time %s is not in the sampler's list".formatted(time));
    }

    private static SamplerRow described(Node row) {
        return row.has("config") ? new SamplerRow(row, row.at("config").json()) : new SamplerRow(row);
    }

    private static Tensor velocity(Node row, Inputs inputs) {
        NoiseSchedule schedule = DiffusersSchedule.create(Schedulers.read(
                new SchedulerConfig(row.at("sampler").text(), row.at("config").json())));
        int[] times = row.at("timesteps").integers();
        Tensor like = inputs.sample();
        float[] x0 = Tensors.floats(like);
        float[] noise = Tensors.floats(inputs.noise());
        float[] target = new float[x0.length];
        int each = x0.length / times.length;
        for (int b = 0; b < times.length; b++) {
            double a = schedule.sqrtAlphaBar(times[b]);
            double s = schedule.sqrtOneMinusAlphaBar(times[b]);
            Prediction.VELOCITY.target(x0, noise, a, s, target, b * each, each);
        }
        return Tensors.of(target, like.shape()).to(like.device(), like.scalar_type());
    }

    /** A step from zero with an output of zero leaves the noise, here one. */
    private static double[] deviations(Node row) {
        Sampler sampler = new SamplerRow(row)
                .with(
                        "variance_type",
                        StringNode.valueOf(row.at("variance_type").text()))
                .sampler("DDPMScheduler");
        double[] times = row.at("timesteps").numbers();
        double[] deviations = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            Tensor zero = Tensors.of(new double[1], 1, 1);
            SamplerState state = new SamplerState(evaluation(sampler, times[i]), zero, List.of());
            SamplerState after = sampler.advance(state, zero, (e, draw, like) -> Tensors.plus(like, 1));
            deviations[i] = Tensors.doubles(after.x())[0];
        }
        return deviations;
    }
}
