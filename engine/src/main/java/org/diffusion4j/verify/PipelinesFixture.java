// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.image.Picture;
import org.diffusion4j.image.PictureReader;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.pipeline.PipelineFolder;
import org.diffusion4j.pipeline.PipelineWeights;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.tensor.Tensors;

/** Kind {@code diffusers/pipelines}: directories beside the fixture, each opened and sampled with DDIM. */
final class PipelinesFixture implements FixtureKind {
    private static final double RTOL = 1e-5;

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        fixture.at("rows").elements().forEach(row -> row(row, file, device, tally));
    }

    private static void row(Node row, Path file, Device device, Tally tally) {
        String name = row.at("directory").text();
        PipelineFolder folder = PipelineFolder.open(BesideFixture.of(file, name), warning -> {});
        Recipe recipe = folder.recipe();
        try (TensorFile stored = folder.weights()) {
            PipelineWeights weights = new PipelineWeights(stored);
            try (Parameters.Built<Network> built = Parameters.forUse(
                    p -> recipe.network().create(p, recipe.schedule().steps()), weights, device)) {
                weights.requireAllUsed();
                long count = row.at("parameter_count").json().asLong();
                tally.fact(name + ".parameter_count", built.parameters().count(), count);
                double[] image = sampled(row, recipe, built.network(), device, tally);
                double[] shown = shown(image, FilledText.of(row.at("start")).sizes());
                double atol = row.at("atol").number();
                tally.numbers(name + ".image", shown, row.at("image_hwc_0_1").numbers(), atol, RTOL);
                picture(row, file, shown, tally);
            }
        }
    }

    private static double[] sampled(Node row, Recipe recipe, Network network, Device device, Tally tally) {
        List<Node> steps = row.at("steps").elements().toList();
        FilledText start = FilledText.of(row.at("start"));
        Sampler sampler = recipe.sample()
                .withSampler(SamplerName.DDIM)
                .withSteps(steps.size())
                .create(recipe.schedule().create(), recipe.prediction());
        String name = row.at("directory").text();
        double atol = row.at("atol").number();
        Sampling.Watcher watcher = (n, x) -> {
            Node want = steps.get(n - 1);
            double[] got = Tensors.doubles(x);
            String check = "%s.step %d".formatted(name, n - 1);
            tally.number(check + ".t", 0, sampler.time(n - 1), want.at("t").number(), 0, 0);
            tally.number(
                    check + ".mean",
                    0,
                    Expected.statistic("mean", got),
                    want.at("mean").number(),
                    atol,
                    RTOL);
            tally.number(
                    check + ".std",
                    0,
                    Expected.statistic("std", got),
                    want.at("std").number(),
                    atol,
                    RTOL);
            double[] first = want.at("first8").numbers();
            tally.numbers(check, Arrays.copyOf(got, first.length), first, atol, RTOL);
        };
        try (PointerScope scope = new PointerScope()) {
            Tensor noise = Tensors.on(device, start.tensor(start.sizes()));
            Tensor sampled = Sampling.run(
                    sampler,
                    (x, t) -> network.forward(
                            Tensors.toFloat(x), Tensors.on(device, Tensors.of(new float[] {(float) t}, 1))),
                    noise,
                    (evaluation, draw, like) -> {
                        throw new FixtureException("'%s' draws noise, which DDIM without eta does not".formatted(name));
                    },
                    watcher,
                    new StopSignal());
            try (sampled) {
                return Tensors.doubles(sampled);
            }
        }
    }

    /** From [−1, 1], channel by channel, to [0, 1], pixel by pixel. */
    private static double[] shown(double[] image, long... shape) {
        int channels = (int) shape[1];
        int pixels = image.length / channels;
        double[] shown = new double[image.length];
        for (int i = 0; i < image.length; i++) {
            shown[i % pixels * channels + i / pixels] = Math.min(Math.max(image[i] / 2 + 0.5, 0), 1);
        }
        return shown;
    }

    /** The stored picture, one level more or less where a value lies between two. */
    private static void picture(Node row, Path file, double[] shown, Tally tally) {
        if (!row.has("png")) {
            return;
        }
        String name = row.at("png").text().split(" ", 2)[0];
        Picture picture = PictureReader.STANDARD.read(BesideFixture.of(file, name));
        double[] bytes = new double[shown.length];
        int channels = picture.channels();
        Arrays.setAll(
                bytes,
                i -> picture.sample(i / channels % picture.width(), i / channels / picture.width(), i % channels));
        double[] rounded = Arrays.stream(shown).map(v -> Math.rint(255 * v)).toArray();
        tally.numbers(name, rounded, bytes, 1, 0);
    }
}
