// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.PictureDistance;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Portions;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.Samples;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Ddim;
import org.diffusion4j.sampler.DdimInverse;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.TimeGrid;
import org.diffusion4j.tensor.Tensors;

/**
 * The noise that a picture is made of (Song et al. 2021, section 4.3): DDIM backwards, and forwards again. Both ways take the
 * same times, so that what is lost is only what the network says differently at the two ends of a step. Both end where a
 * twentieth of the picture is still in the noise: schedules that go on until nothing is left of it, as cosine's does,
 * would multiply every rounding by thousands on the way back. The model stays the caller's.
 *
 * @param model of pictures, trained on the noise of a schedule
 * @param steps each way, 1 to the times that are used of the schedule; the more, the nearer the way back comes to the picture
 */
public record Inversion(Model model, int steps) {
    /** A compromise of time and of how near the way back comes. */
    public static final int USUAL_STEPS = 100;

    /** The root of abar: what is left of the picture at the noisy end. */
    private static final double LEAST_SIGNAL = 0.05;

    /** Checks the model and the steps. */
    public Inversion {
        PictureModel.requireDiffusion("inversion", model.recipe());
        int most = most(model);
        if (steps < 1 || steps > most) {
            throw new ConfigException(
                    "steps must lie in 1 to %d (the times of the schedule that leave something of a picture) but was %d. 100 are usual."
                            .formatted(most, steps));
        }
    }

    /**
     * A picture, the noise it was led to, and what came back of that.
     *
     * @param picture as the model saw it
     * @param noise one row
     * @param reconstruction as large as the picture
     */
    public record RoundTrip(Picture picture, Samples noise, Picture reconstruction) {
        /** Mean absolute difference of all samples, as a share of 255. */
        public double error() {
            return PictureDistance.l1(picture, reconstruction);
        }

        /** The noise where the picture lies in it, as colours, the middle grey 0 and black −3 standard deviations. */
        public Picture noisePicture() {
            try (PointerScope scope = new PointerScope()) {
                Tensor third = Tensors.times(Tensors.of(noise.values(), noise.shape()), 1.0 / 3);
                Picture whole = PictureTensors.pictures(third).get(0);
                return whole.crop(
                        (whole.width() - picture.width()) / 2,
                        (whole.height() - picture.height()) / 2,
                        picture.width(),
                        picture.height());
            }
        }

        /** In decibels; infinite for equal pictures. */
        public double psnr() {
            return PictureDistance.psnr(picture, reconstruction);
        }
    }

    /** Evaluations of the network one way. */
    public int evaluations() {
        return steps;
    }

    /** There and back. */
    public RoundTrip roundTrip(Picture picture, SampleRequest request) {
        Canvas canvas = Canvas.of(picture, model);
        Samples noise = noise(List.of(picture), request);
        SampleRequest back = request.reportingTo(done -> request.progress().accept(steps + done));
        return new RoundTrip(
                canvas.seen(), noise, canvas.back(pictures(noise, back).get(0)));
    }

    /**
     * The noise of pictures of any size, a row for each, in the model's size.
     *
     * @param request what is told of each row and how strongly that is followed; its method, count and seed are not looked at
     */
    public Samples noise(List<Picture> pictures, SampleRequest request) {
        int[] times = times();
        Prediction prediction = model.recipe().prediction();
        DdimInverse sampler = new DdimInverse(
                model.schedule(),
                TimeGrid.of(IntStream.of(times).asDoubleStream().toArray()),
                stride(),
                prediction,
                Clip.NONE,
                prediction != Prediction.X0);
        List<Picture> seen = pictures.stream()
                .map(picture -> Canvas.of(picture, model).picture())
                .toList();
        return Samples.joined(led(
                sampler,
                seen.size(),
                request,
                (first, rows) -> PictureTensors.of(seen.subList(first, first + rows), model.device()),
                Samples::of));
    }

    /** The pictures of noise, in the model's size; the way back. */
    public List<Picture> pictures(Samples noise, SampleRequest request) {
        int[] times = times();
        int[] falling = IntStream.range(0, times.length)
                .map(i -> times[times.length - 1 - i])
                .toArray();
        Sampler sampler = new Ddim(
                model.schedule(), Timesteps.chain(falling), model.recipe().prediction(), 0, Clip.NONE);
        List<List<Picture>> drawn = led(
                sampler,
                noise.count(),
                request,
                (first, rows) -> Tensors.on(model.device(), Tensors.of(noise.values(), noise.shape()))
                        .narrow(0, first, rows)
                        .to(ScalarType.Double),
                PictureTensors::pictures);
        return drawn.stream().flatMap(List::stream).toList();
    }

    /** Where a run over {@code rows} rows from {@code first} on starts. */
    @FunctionalInterface
    private interface Start {
        Tensor of(int first, int rows);
    }

    /** Leads all rows from their start to the end, as many at once as fit. */
    private <T> List<T> led(
            Sampler sampler, int count, SampleRequest request, Start start, Function<Tensor, T> result) {
        Portions portions = model.portions(count, request.condition(), request.guidance());
        return portions.draw(
                steps,
                request.progress(),
                (first, rows, progress) -> model.asked(
                        rows, request.condition().rows(first, rows), request.guidance(), false, denoiser -> {
                            try (Tensor end = Sampling.resume(
                                    sampler,
                                    denoiser,
                                    SamplerState.start(start.of(first, rows)),
                                    Noise.NONE,
                                    (done, x) -> progress.accept(done),
                                    request.stop())) {
                                return result.apply(end);
                            }
                        }));
    }

    /** Ascending; each lies the same stride above the one before, the first one stride above the clean picture. */
    private int[] times() {
        int lowest = model.schedule().firstStep() - 1;
        return IntStream.rangeClosed(1, steps).map(i -> lowest + i * stride()).toArray();
    }

    private int stride() {
        return most(model) / steps;
    }

    /** Times from the clean end on with enough of the picture in them. */
    private static int most(Model model) {
        NoiseSchedule schedule = model.schedule();
        int last = schedule.firstStep();
        while (last < schedule.lastStep() && Math.sqrt(schedule.alphaBar(last + 1)) >= LEAST_SIGNAL) {
            last++;
        }
        return last - schedule.firstStep() + 1;
    }
}
