// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.data.Condition;
import org.diffusion4j.network.Compute;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.sampler.Guidance;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

class GuidanceIntervalTest {
    @Test
    void outsideTheIntervalTheConditionIsFollowedWithoutGuidance() {
        try (Model model = Model.open("sprites")) {
            Guidance some = Guidance.of(5).between(0.4, 0.6); // of 500 times: 200 to 300
            assertThat(output(model, some, 250)).isEqualTo(output(model, Guidance.of(5), 250));
            assertThat(output(model, some, 100)).isEqualTo(output(model, Guidance.NONE, 100));
            assertThat(output(model, some, 400)).isEqualTo(output(model, Guidance.NONE, 400));
            assertThat(output(model, some, 250)).isNotEqualTo(output(model, Guidance.NONE, 250));
        }
    }

    @Test
    void aSelfConditionedNetworkRemembersAcrossTheEndsOfTheInterval() {
        Recipe recipe = Recipe.of(
                "classes",
                List.of(
                        "schedule.steps=10",
                        "sample.steps=10",
                        "network.base=8",
                        "network.selfConditioning=true",
                        "objective.selfConditioning=true"));
        ParameterSource drawn =
                (name, rule, shape) -> rule.draw(RandomStream.of(2, name), Math.toIntExact(Shapes.elements(shape)));
        try (Model model = new Model(recipe, drawn, Devices.of("cpu"), List.of(), Compute.FLOAT32)) {
            SampleRequest request = SampleRequest.of(recipe.sample(), 2, 1).conditionedOn(Condition.labels(0, 3));
            Samples within = model.sample(request.guidedBy(Guidance.of(3).between(0.2, 0.8)));
            assertThat(within.count()).isEqualTo(2);
            assertThat(within.values()).doesNotContain(Float.NaN);
            assertThat(within.values())
                    .isNotEqualTo(model.sample(request.guidedBy(Guidance.of(3))).values());
            assertThat(within.values()).isNotEqualTo(model.sample(request).values());
        }
    }

    private static float[] output(Model model, Guidance guidance, double time) {
        float[] context = new float[9];
        context[4] = 1;
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = new ImageNoise(1, 0, 1).start(3, 16, 16).to(ScalarType.Double);
            return Tensors.floats(
                    model.denoiser(Condition.context(9, context), guidance).evaluate(x, time));
        }
    }
}
