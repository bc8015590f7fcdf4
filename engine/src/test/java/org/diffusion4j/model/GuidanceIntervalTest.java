// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.data.Condition;
import org.diffusion4j.sampler.Guidance;
import org.diffusion4j.sampler.ImageNoise;
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
