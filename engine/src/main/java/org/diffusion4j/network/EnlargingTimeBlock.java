// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.EnlargingConv2d;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;

/** A {@link TimeBlock} of features that are enlarged twofold before, with those of their new size beside them. */
final class EnlargingTimeBlock extends TimeBlock {
    private final EnlargingConv2d scaledLarger, plainLarger;

    /** @param above channels of the features that are enlarged */
    EnlargingTimeBlock(ParameterScope p, int above, int beside, int width, int timeWidth) {
        super(p, above + beside, width, timeWidth);
        scaledLarger = EnlargingConv2d.of(p, scaled, above);
        plainLarger = EnlargingConv2d.of(p, plain, above);
    }

    /** x (B, above, H, W), others (B, beside, 2H, 2W), which both end, e (B | 1, time width) -> (B, width, 2H, 2W). */
    Tensor forward(Tensor x, Tensor others, Tensor e) {
        Optional<Tensor> beside = Optional.of(others);
        if (!plainLarger.isFromSmall(x)) {
            Tensor both = EnlargingConv2d.enlarged(x, beside);
            x.close();
            others.close();
            return Temporaries.insteadOf(both, all -> forward(all, e));
        }
        Tensor result = combined(
                after -> scaledLarger.fromSmall(x, beside, after), after -> plainLarger.fromSmall(x, beside, after), e);
        x.close();
        others.close();
        return result;
    }
}
