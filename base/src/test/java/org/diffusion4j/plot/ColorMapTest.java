// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColorMapTest {
    private static double luma(int rgb) {
        return 0.2126 * (rgb >> 16) + 0.7152 * (rgb >> 8 & 255) + 0.0722 * (rgb & 255);
    }

    @Test
    void theEndsAreTheAnchorsAndOutsideIsTheNearerEnd() {
        assertThat(ColorMap.VIRIDIS.rgb(0)).isEqualTo(0x440154).isEqualTo(ColorMap.VIRIDIS.rgb(-3));
        assertThat(ColorMap.VIRIDIS.rgb(1)).isEqualTo(0xFDE725).isEqualTo(ColorMap.VIRIDIS.rgb(1e9));
    }

    @Test
    void numbersThatAreNotFiniteAreGrey() {
        for (ColorMap map : ColorMap.values()) {
            assertThat(map.rgb(Double.NaN)).isEqualTo(ColorMap.NOT_FINITE);
            assertThat(map.rgb(Double.POSITIVE_INFINITY)).isEqualTo(ColorMap.NOT_FINITE);
        }
    }

    @Test
    void viridisAndPlasmaGrowLighterAllTheWay() {
        for (ColorMap map : new ColorMap[] {ColorMap.VIRIDIS, ColorMap.PLASMA}) {
            for (int i = 0; i < 250; i += 5) {
                assertThat(luma(map.rgb((i + 5) / 255.0))).isGreaterThan(luma(map.rgb(i / 255.0)));
            }
        }
    }

    @Test
    void everyColourOfIrisStandsOutFromWhitePaper() {
        for (int i = 0; i < 256; i++) {
            assertThat(luma(ColorMap.IRIS.rgb(i / 255.0))).as("entry %d", i).isLessThan(185);
        }
        assertThat(ColorMap.IRIS.rgb(0) & 255).isGreaterThan(ColorMap.IRIS.rgb(0) >> 16);
        assertThat(ColorMap.IRIS.rgb(1) >> 16).isGreaterThan(3 * (ColorMap.IRIS.rgb(1) & 255));
    }
}
