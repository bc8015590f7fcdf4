// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.Features;
import org.diffusion4j.metric.FrechetDistance;
import org.diffusion4j.model.Model;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.run.StopSignal;

/** Pictures by the Fréchet distance of their features to those of held-out emoji. */
final class PictureQuality implements SampleQuality {
    private final Model model;
    private final ComparisonRequest request;
    private final Reference reference;
    private final EmojiClassifier net = EmojiClassifier.shipped("emoji-features");
    private final Features unseen;

    PictureQuality(Model model, ComparisonRequest request) {
        this.model = model;
        this.request = request;
        reference = Reference.of(model.recipe().data(), request.seed());
        unseen = net.features(reference.heldOut());
    }

    private EvaluationSamples samples(SampleConfig config) {
        return new EvaluationSamples(
                model,
                reference,
                new EvaluationRequest(request.count(), request.seed(), config, request.guidance(), Optional.empty()));
    }

    @Override
    public String axis() {
        return net.frechetName();
    }

    @Override
    public int parts() {
        return samples(usual()).parts();
    }

    @Override
    public Duration each() {
        EvaluationSamples one = samples(usual());
        return one.estimate().dividedBy(one.evaluations());
    }

    private SampleConfig usual() {
        return model.recipe().settled(model.recipe().sample());
    }

    /** That of as many training pictures. */
    @Override
    public double floor() {
        int compared = samples(usual()).mixed(request.count()).length;
        return FrechetDistance.between(net.features(reference.training(compared)), unseen);
    }

    @Override
    public Map<String, Double> measure(SampleConfig config, LongConsumer progress, StopSignal stop) {
        EvaluationSamples drawn = samples(config);
        List<Picture> pictures = drawn.draw(progress, stop);
        Features made = net.features(pictures, stop).rows(drawn.mixed(pictures.size()));
        return Map.of("fd", FrechetDistance.between(made, unseen, stop));
    }

    @Override
    public void close() {
        net.close();
    }
}
