// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Portions;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.Samples;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.tensor.Tensors;

/**
 * Pictures between two others, by way of their noise (Song et al. 2021, section 5.3): the noise is turned from one to the other
 * on a sphere, so that it stays as strong as noise is, and every stage is led to its picture without further noise. The
 * model stays the caller's.
 */
public record Interpolation(Model model) {
    private static final int FEWEST = 2;

    /** Checks the model. */
    public Interpolation {
        PictureModel.requirePictures("interpolation", model.recipe());
    }

    /**
     * From the first sample of one seed to the first sample of another.
     *
     * @param request its count says how many pictures, the two ends too, at least 2; its seed is not looked at
     * @throws ConfigException for a method that draws noise in its steps, between which nothing lies
     */
    public List<Picture> betweenSeeds(long from, long to, SampleRequest request) {
        requireEnds(request);
        model.recipe().requireFitting(request.config());
        Sampler sampler = model.recipe()
                .settled(request.config())
                .create(model.schedule(), model.recipe().prediction());
        Noise refusing = (evaluation, draw, like) -> {
            throw new ConfigException(
                    "sampler %s draws noise in its steps, so that nothing lies between two seeds. Use one without, such as ddim with eta 0, dpmpp or euler."
                            .formatted(request.config().sampler()));
        };
        Portions portions = model.portions(request.count(), request.condition(), request.guidance());
        List<List<Picture>> drawn =
                portions.draw(sampler.evaluations(), request.progress(), (first, rows, progress) -> {
                    Condition told = request.condition().rows(first, rows);
                    return model.asked(rows, told, request.guidance(), sampler.readsVariance(), denoiser -> {
                        Tensor all = blended(start(from), start(to), request.count());
                        Tensor start = Tensors.on(model.device(), all.narrow(0, first, rows))
                                .to(ScalarType.Double);
                        try (Tensor end = Sampling.run(
                                sampler,
                                denoiser,
                                start,
                                refusing,
                                (done, x) -> progress.accept(done),
                                request.stop())) {
                            return PictureTensors.pictures(end);
                        }
                    });
                });
        return drawn.stream().flatMap(List::stream).toList();
    }

    /**
     * From one picture to another, through the noise that {@link Inversion} finds; the ends are reconstructions.
     *
     * @param steps of the inversion and of the way back
     * @param request its count says how many pictures, at least 2; its method and seed are not looked at
     * @return pictures of the model's size
     */
    public List<Picture> betweenPictures(Picture from, Picture to, int steps, SampleRequest request) {
        requireEnds(request);
        Inversion inversion = new Inversion(model, steps);
        SampleRequest ends = new SampleRequest(
                request.config(),
                FEWEST,
                request.seed(),
                request.condition().rows(0, FEWEST),
                request.guidance(),
                SampleRequest.Watcher.NONE,
                request.progress(),
                request.stop());
        float[] noise = inversion.noise(List.of(from, to), ends).values();
        int each = noise.length / FEWEST;
        Samples between;
        try (PointerScope scope = new PointerScope()) {
            between = Samples.of(blended(
                    Arrays.copyOfRange(noise, 0, each),
                    Arrays.copyOfRange(noise, each, noise.length),
                    request.count()));
        }
        return inversion.pictures(
                between, request.reportingTo(done -> request.progress().accept(steps + done)));
    }

    private static void requireEnds(SampleRequest request) {
        if (request.count() < FEWEST) {
            throw new ConfigException(
                    "count must be at least 2, the two ends, but was %d. 8 show how one becomes the other."
                            .formatted(request.count()));
        }
    }

    private float[] start(long seed) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.floats(
                    new ImageNoise(seed, 0, 1).start(model.recipe().network().inputShape()));
        }
    }

    /** (count, shape of a picture), the first row a and the last b. */
    private Tensor blended(float[] a, float[] b, int count) {
        float[] rows = new float[Math.multiplyExact(count, a.length)];
        for (int row = 0; row < count; row++) {
            float[] one = onSphere(a, b, (double) row / (count - 1));
            System.arraycopy(one, 0, rows, row * a.length, a.length);
        }
        long[] item = model.recipe().network().inputShape();
        return Tensors.of(rows, count, item[0], item[1], item[2]);
    }

    /** Spherical linear interpolation (Shoemake 1985): the ends exactly at 0 and 1. */
    static float[] onSphere(float[] a, float[] b, double share) {
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int i = 0; i < a.length; i++) {
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
            ab += (double) a[i] * b[i];
        }
        double cosine = aa == 0 || bb == 0 ? 1 : Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)));
        double angle = Math.acos(cosine);
        boolean isStraight = Math.sin(angle) < 1e-6; // along one line there is no sphere to go on
        double ofA = isStraight ? 1 - share : Math.sin((1 - share) * angle) / Math.sin(angle);
        double ofB = isStraight ? share : Math.sin(share * angle) / Math.sin(angle);
        float[] between = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            between[i] = (float) (ofA * a[i] + ofB * b[i]);
        }
        return between;
    }
}
