// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Denoiser;
import org.diffusion4j.sampler.Midway;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.sigma.Heun;
import org.diffusion4j.schedule.Precision;

/** Kind {@code diffusers/img2img}: runs that begin in the middle, from a picture with noise. */
final class Img2Img implements FixtureKind {
    private final Precision precision;

    /** Runs with tables of this precision. */
    Img2Img(Precision precision) {
        this.precision = precision;
    }

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        long[] shape = fixture.at("shape").shape();
        fixture.at("cases").elements().forEach(node -> run(new SamplerCase(node, precision), device, tally, shape));
    }

    private static void run(SamplerCase run, Device device, Tally tally, long... shape) {
        Sampler sampler = run.sampler();
        if (!run.isComparable(sampler, tally)) {
            return;
        }
        if (!(sampler instanceof Midway midway)) {
            throw new FixtureException("%s cannot begin in the middle"
                    .formatted(run.run().at("sampler").text()));
        }
        int order = sampler instanceof Heun ? 2 : 1;
        int begin = order * run.run().at("begin_index_in_inference_steps").integer();
        Denoiser model = ToyModels.named(run.run().at("model").text());
        CountedNoise noise = new CountedNoise(run.prefix(), begin);
        Trajectory trajectory = new Trajectory(run, tally);
        try (PointerScope scope = new PointerScope()) {
            Tensor x0 = SamplerRuns.image(run, device, shape);
            SamplerState start = midway.begin(begin, x0, SamplerRuns.start(run, device, shape));
            trajectory.start(run.run().at("start"), start.x());
            Sampling.Watcher watcher = (n, x) -> trajectory.after(n - 1 - begin, sampler.time(n - 1), x);
            Sampling.resume(sampler, model, start, noise, watcher, new StopSignal())
                    .close();
        }
        trajectory.end();
        noise.compare(run.run(), run.id() + ".noise_draws", tally);
    }
}
