// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Midway;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.sampler.Sampling;

/**
 * Draws a picture anew from its outlines (SDEdit, Meng et al. 2022): noise is laid over it, and a sampler takes the noise
 * away from there. The model stays the caller's.
 *
 * @param model of pictures, of any process that has a sampler which can begin in the middle
 * @param strength the share of the sampler's steps that are run, in [0, 1]: 0 is the picture itself, 1 keeps next to nothing
 */
public record ImageToImage(Model model, double strength) {
    /** Steps that are usual where a recipe's own sampler takes all of the schedule's. */
    public static final int USUAL_STEPS = 50;

    /** Drawn at once. */
    private static final int ROWS = 16;

    /** Checks the model and the strength. */
    public ImageToImage {
        PictureModel.requirePictures("image to image", model.recipe());
        if (!(strength >= 0 && strength <= 1)) {
            throw new ConfigException(
                    "strength must lie in [0, 1] but was %s. 0.6 keeps shapes and changes what they are."
                            .formatted(strength));
        }
    }

    /** How a model edits where nobody says more: DDIM in 50 steps where its process has it, or the recipe's own method. */
    public static SampleConfig usual(Recipe recipe) {
        int most = recipe.schedule().create().steps();
        return recipe.sample()
                .shortened(Math.min(USUAL_STEPS, most), recipe.objective().forward());
    }

    /** Evaluations of the network for a batch: what progress counts to; 0 where the strength is too small for one step. */
    public int evaluations(SampleConfig config) {
        Sampler sampler = sampler(config);
        return sampler.evaluations() - begin(sampler);
    }

    /**
     * Pictures that resemble {@code picture}.
     *
     * @param picture of any size; a larger one than the model's is cropped and resized
     * @param request sample k of a seed is the same whatever count; its watcher is not asked
     * @return as many as the request counts, of the picture's size if that is no larger than the model's
     * @throws ConfigException if the sampler cannot begin in the middle
     */
    public List<Picture> draw(Picture picture, SampleRequest request) {
        model.recipe().requireFitting(request.config());
        Sampler sampler = sampler(request.config());
        int begin = begin(sampler);
        Canvas canvas = Canvas.of(picture, model);
        if (begin >= sampler.evaluations()) {
            return Collections.nCopies(request.count(), canvas.seen());
        }
        if (!(sampler instanceof Midway midway)) {
            throw new ConfigException("sampler %s cannot begin in the middle of its run, where image to image does. %s."
                    .formatted(
                            request.config().sampler(),
                            switch (model.recipe().objective().process()) {
                                case DIFFUSION -> "Use one such as ddim, dpmpp or euler";
                                case EDM -> "Use edm-euler or edm-dpmpp";
                                case FLOW -> "Use one such as flow-euler or flow-dpmpp";
                                case NEXT_IMAGE -> "Use blend";
                            }));
        }
        List<Picture> drawn = new ArrayList<>();
        for (int first = 0; first < request.count(); first += ROWS) {
            int rows = Math.min(ROWS, request.count() - first);
            draw(midway, begin, Collections.nCopies(rows, canvas.picture()), first, request).stream()
                    .map(canvas::back)
                    .forEach(drawn::add);
        }
        return drawn;
    }

    /** A picture as the model sees it, in the size of what is drawn of it. */
    public Picture seen(Picture picture) {
        return Canvas.of(picture, model).seen();
    }

    private List<Picture> draw(Midway sampler, int begin, List<Picture> rows, int first, SampleRequest request) {
        ImageNoise noise = new ImageNoise(request.seed(), first, rows.size());
        return model.asked(
                rows.size(),
                request.condition().rows(first, rows.size()),
                request.guidance(),
                sampler.readsVariance(),
                denoiser -> {
                    Tensor x0 = PictureTensors.of(rows, model.device());
                    Tensor z =
                            noise.start(model.recipe().network().inputShape()).to(model.device(), ScalarType.Double);
                    SamplerState start = sampler.begin(begin, x0, z);
                    try (Tensor end = Sampling.resume(
                            sampler,
                            denoiser,
                            start,
                            noise,
                            (done, x) -> request.progress().accept(done - begin),
                            request.stop())) {
                        return PictureTensors.pictures(end);
                    }
                });
    }

    private Sampler sampler(SampleConfig config) {
        return model.recipe()
                .settled(config)
                .create(model.schedule(), model.recipe().prediction());
    }

    /** The first evaluation that is run; methods with two evaluations in a step begin with the first of a step. */
    private int begin(Sampler sampler) {
        int perStep = sampler instanceof Midway midway ? midway.evaluationsPerStep() : 1;
        int steps = (sampler.evaluations() + perStep - 1) / perStep;
        int left = (int) Math.min(Math.floor(steps * strength), steps); // as the library: 50 steps at 0.58 are 28
        return Math.min(sampler.evaluations(), (steps - left) * perStep);
    }
}
