// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Denoiser;
import org.diffusion4j.sampler.RePaint;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.diffusers.DiffusersCall;
import org.diffusion4j.sampler.diffusers.DiffusersSampler;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.tensor.Tensors;

/** Kind {@code diffusers/sampler-runs}: whole runs of the samplers on formulas, by configuration. */
final class SamplerRuns implements FixtureKind {
    private final Precision precision;
    private final Function<SamplerCase, Sampler> makers;

    /** Runs with tables of this precision: the library's are float32, and with exact ones other tolerances hold. */
    SamplerRuns(Precision precision) {
        this(precision, SamplerCase::sampler);
    }

    /** The same with the solver of each case made in another way. */
    SamplerRuns(Precision precision, Function<SamplerCase, Sampler> makers) {
        this.precision = precision;
        this.makers = makers;
    }

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        long[] shape = fixture.at("shape").shape();
        fixture.at("cases").elements().forEach(node -> {
            SamplerCase run = new SamplerCase(node, precision);
            if (node.at("sampler").text().equals("RePaintScheduler")) {
                rePaint(run, device, tally, shape);
            } else {
                run(run, makers.apply(run), device, tally, shape);
            }
        });
    }

    private static void run(SamplerCase run, Sampler sampler, Device device, Tally tally, long... shape) {
        if (!run.isComparable(sampler, tally)) {
            return;
        }
        Denoiser model = ToyModels.named(run.run().at("model").text());
        CountedNoise noise = new CountedNoise(run.prefix(), 0);
        Trajectory trajectory = new Trajectory(run, tally);
        try (PointerScope scope = new PointerScope()) {
            Tensor unit = start(run, device, shape);
            Tensor start = Tensors.times(unit, sampler.initialScale());
            trajectory.start(run.run().at("start"), start);
            Sampling.Watcher watcher = (n, x) -> trajectory.after(n - 1, sampler.time(n - 1), x);
            Sampling.run(sampler, model, unit, noise, watcher, new StopSignal()).close();
        }
        trajectory.end();
        noise.compare(run.run(), run.id() + ".noise_draws", tally);
    }

    /** Entries that put noise back are stored like those that ask the network. */
    private static void rePaint(SamplerCase run, Device device, Tally tally, long... shape) {
        Node arguments = run.run().at("set_timesteps_args");
        CountedNoise noise = new CountedNoise(run.prefix(), 0);
        Trajectory trajectory = new Trajectory(run, tally);
        Denoiser model = ToyModels.named(run.run().at("model").text());
        try (PointerScope scope = new PointerScope()) {
            Tensor picture = Clip.to(1).apply(image(run, device, shape));
            RePaint sampler = DiffusersSampler.rePaint(
                    run.config(),
                    DiffusersCall.of(run.steps()).withPrecision(run.precision()),
                    arguments.at("jump_length").integer(),
                    arguments.at("jump_n_sample").integer(),
                    picture,
                    leftHalf(device, shape));
            double[] times = sampler.entries().stream().mapToDouble(t -> t).toArray();
            SamplerCase.list(run.id() + ".timesteps", run.run().at("timesteps"), times, 0, 0, tally);
            if (run.precision() == Precision.FLOAT32) {
                run.compareTables(tally);
            }
            Tensor x = start(run, device, shape);
            trajectory.start(run.run().at("start"), x);
            x.retainReference();
            for (int entry = 0; entry < times.length; entry++) {
                try (PointerScope step = new PointerScope()) {
                    int e = entry;
                    Tensor before = x;
                    x = sampler.denoises(entry)
                            ? sampler.denoised(
                                    before, entry, model.evaluate(before, times[entry]), noise.unit(entry, 0, before))
                            : sampler.noisedBack(before, entry, draw -> noise.unit(e, draw, before));
                    trajectory.after(entry, times[entry], x);
                    x.retainReference();
                    before.close();
                }
            }
            x.close();
        }
        trajectory.end();
        noise.compare(run.run(), run.id() + ".noise_draws", tally);
    }

    /** Unit noise to start from, float64. */
    static Tensor start(SamplerCase run, Device device, long... shape) {
        return CountedNoise.filled(run.prefix() + "start", shape).to(device, ScalarType.Double);
    }

    /** The clean picture of runs that need one, float64. */
    static Tensor image(SamplerCase run, Device device, long... shape) {
        return Tensors.times(CountedNoise.filled(run.prefix() + "image", shape).to(device, ScalarType.Double), 0.5);
    }

    /** 1 in the left half of the columns, (1, 1, H, W). */
    private static Tensor leftHalf(Device device, long... shape) {
        int height = Math.toIntExact(shape[2]);
        int width = Math.toIntExact(shape[3]);
        double[] known = new double[height * width];
        for (int i = 0; i < known.length; i++) {
            known[i] = i % width < width / 2 ? 1 : 0;
        }
        return Tensors.of(known, 1, 1, height, width).to(device, ScalarType.Double);
    }
}
