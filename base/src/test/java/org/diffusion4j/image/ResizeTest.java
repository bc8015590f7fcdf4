// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.format.Csv;
import org.junit.jupiter.api.Test;

class ResizeTest {
    /** The noise of resize.py, which lies beside resize.csv. */
    private static Picture noise(int width, int height, int channels) {
        byte[] samples = new byte[width * height * channels];
        int state = 12345;
        for (int i = 0; i < samples.length; i++) {
            state = state * 1103515245 + 12345 & 0x7FFFFFFF;
            samples[i] = (byte) (state >> 16);
        }
        return Picture.of(width, height, channels, samples);
    }

    @Test
    void everyFilterGivesTheBitsOfPillow() throws IOException {
        try (InputStream in = Objects.requireNonNull(ResizeTest.class.getResourceAsStream("resize.csv"))) {
            Csv table = Csv.read(in, "resize.csv");
            assertThat(table.rows()).hasSize(84).allSatisfy(row -> {
                int channels = List.of("L", "", "RGB", "RGBA").indexOf(row.get(0)) + 1;
                Picture out = noise(number(row, 1), number(row, 2), channels)
                        .resized(
                                number(row, 3),
                                number(row, 4),
                                Filter.valueOf(row.get(5).toUpperCase(Locale.ROOT)));
                CRC32 sum = new CRC32();
                sum.update(out.samples());
                assertThat("%08x".formatted(sum.getValue())).isEqualTo(row.get(6));
            });
        }
    }

    private static int number(List<String> row, int cell) {
        return Integer.parseInt(row.get(cell));
    }

    @Test
    void aPlainPictureStaysPlainInEveryFilter() {
        Picture plain = Picture.of(
                5, 4, 1, new byte[] {70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70});
        for (Filter filter : Filter.values()) {
            assertThat(plain.resized(13, 2, filter).samples()).hasSize(26).containsOnly(70);
        }
    }

    @Test
    void theSameSizeIsTheSamePicture() {
        Picture picture = noise(5, 4, 3);
        assertThat(picture.resized(5, 4, Filter.LANCZOS)).isSameAs(picture);
    }

    @Test
    void sidesOutOfRangeAreRefusedInASentence() {
        assertThatThrownBy(() -> noise(5, 4, 3).resized(0, 4, Filter.BOX))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "A picture of 0 x 4 pixels was asked for; each side must lie in 1 to 65535. Give other sides.");
    }
}
