// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class AutocastTest {
    private static ScalarType product() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = torch.ones(2, 2);
            return x.matmul(x).scalar_type().intern();
        }
    }

    @Test
    void productsAreRoundedAsLongAsTheWorkLastsAndNotWithinExactWork() {
        assertThat(product()).isEqualTo(ScalarType.Float);
        Autocast.rounding(DeviceType.CPU, () -> {
            assertThat(product()).isEqualTo(ScalarType.BFloat16);
            assertThat(Autocast.<ScalarType>exact(DeviceType.CPU, AutocastTest::product))
                    .isEqualTo(ScalarType.Float);
            assertThat(Autocast.isRounding(DeviceType.CPU)).isTrue();
            return product();
        });
        assertThat(product()).isEqualTo(ScalarType.Float);
    }

    @Test
    void workThatFailsLeavesTheThreadAsItWas() {
        boolean isCached = torch.is_autocast_cache_enabled();
        assertThatThrownBy(() -> Autocast.rounding(DeviceType.CPU, () -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(Autocast.isRounding(DeviceType.CPU)).isFalse();
        assertThat(torch.is_autocast_cache_enabled()).isEqualTo(isCached);
        assertThat(product()).isEqualTo(ScalarType.Float);
    }
}
