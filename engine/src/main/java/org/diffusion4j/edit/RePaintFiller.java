// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.WeightChoice;
import org.diffusion4j.network.Compute;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Denoiser;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.RePaint;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * Fills holes by a diffusion model that was never taught to (RePaint, Lugmayr et al. 2022). Any network will do that learned
 * to reverse the diffusion of pictures, whatever it predicts.
 */
public final class RePaintFiller implements HoleFiller {
    /** Steps of the walk, unless fewer are asked for or the schedule has fewer. */
    static final int USUAL_STEPS = 50;

    private static final double ETA = 1;

    private final Model model;

    /** Fills by {@code model}, which it closes. */
    public RePaintFiller(Model model) {
        this.model = PictureModel.accepted(model, () -> PictureModel.requireDiffusion("filling holes", model.recipe()));
    }

    static RePaintFiller open(String nameOrPath, String device, Compute compute) {
        return new RePaintFiller(Model.open(nameOrPath, device, WeightChoice.AVERAGED, compute));
    }

    @Override
    public String name() {
        return "RePaint by %s%s"
                .formatted(model.recipe().system(), model.compute().suffix());
    }

    @Override
    public String recipe() {
        return model.recipe().yaml();
    }

    @Override
    public int width() {
        return (int) model.recipe().network().inputShape()[2];
    }

    @Override
    public int height() {
        return (int) model.recipe().network().inputShape()[1];
    }

    @Override
    public int channels() {
        return (int) model.recipe().network().inputShape()[0];
    }

    @Override
    public void require(FillRequest request) {
        if (request.psi().isPresent()) {
            throw new ConfigException(
                    "psi %s was given, and a diffusion model has no styles to draw to their mean. Leave it out."
                            .formatted(request.psi().getAsDouble()));
        }
        entries(request);
        condition(1, request);
    }

    @Override
    public int evaluations(FillRequest request) {
        List<Integer> entries = entries(request);
        int count = 1;
        for (int i = 1; i < entries.size(); i++) {
            count += entries.get(i) < entries.get(i - 1) ? 1 : 0;
        }
        return count;
    }

    @Override
    public List<Picture> fill(List<Hole> holes, List<Long> images, FillRequest request) {
        int rows = holes.size();
        ImageNoise noise = new ImageNoise(
                request.seed(), images.stream().mapToLong(Long::longValue).toArray());
        return model.asked(rows, condition(rows, request), request.guidance(), false, denoiser -> {
            RePaint sampler = sampler(holes, request);
            Tensor start = noise.start(model.recipe().network().inputShape())
                    .to(model.device(), sampler.picture().scalar_type());
            try (Tensor end = Sampling.run(
                    sampler,
                    epsilonOf(denoiser),
                    start,
                    noise,
                    (done, x) -> request.progress().accept(done),
                    request.stop())) {
                return PictureTensors.pictures(end);
            }
        });
    }

    private RePaint sampler(List<Hole> holes, FillRequest request) {
        return new RePaint(
                model.schedule(),
                PictureTensors.of(holes.stream().map(Hole::picture).toList(), model.device()),
                PictureTensors.known(holes.stream().map(Hole::mask).toList(), model.device()),
                entries(request),
                stride(request),
                ETA,
                Clip.to(1));
    }

    /** RePaint leads networks that predict the noise; what others predict says what the noise is. */
    private Denoiser epsilonOf(Denoiser denoiser) {
        Prediction prediction = model.recipe().prediction();
        NoiseSchedule schedule = model.schedule();
        return (x, time) -> {
            double alphaBar = schedule.alphaBar((int) time);
            return prediction.epsilon(
                    x, denoiser.evaluate(x, time).to(x.scalar_type()), Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar));
        };
    }

    /** What is told of every row; nothing where nothing is asked for. */
    private Condition condition(int rows, FillRequest request) {
        return request.told()
                .map(words -> Prompt.rows(List.of(Prompt.of(model, words)), rows))
                .orElse(Condition.NONE);
    }

    private List<Integer> entries(FillRequest request) {
        Jumps jumps = request.jumps().orElse(Jumps.USUAL);
        if (request.jumps().isPresent() && jumps.samples() > 1 && jumps.length() >= steps(request)) {
            throw new ConfigException(
                    "jumps of %d steps were asked for in a walk of %d; a jump must be shorter than the walk. Use shorter jumps, more steps, or walk each part once."
                            .formatted(jumps.length(), steps(request)));
        }
        int first = model.schedule().firstStep();
        return RePaint.walk(steps(request), stride(request), jumps.length(), jumps.samples()).stream()
                .map(time -> time + first)
                .toList();
    }

    private int stride(FillRequest request) {
        return model.schedule().steps() / steps(request);
    }

    private int steps(FillRequest request) {
        int most = model.schedule().steps();
        int steps = request.steps().orElse(Math.min(USUAL_STEPS, most));
        if (steps < 1 || steps > most) {
            throw new ConfigException("steps must lie in 1 to %d (the schedule's own) but was %d. %d are usual."
                    .formatted(most, steps, Math.min(USUAL_STEPS, most)));
        }
        return steps;
    }

    @Override
    public void close() {
        model.close();
    }
}
