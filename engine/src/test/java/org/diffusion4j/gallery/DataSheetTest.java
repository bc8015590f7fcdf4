// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.image.Picture;
import org.junit.jupiter.api.Test;

class DataSheetTest {
    /** Grey pictures of 2 x 2 pixels, item i of brightness i / 10; the classes are three, the last has one item. */
    private record Greys(boolean isLabelled) implements DataSource {
        @Override
        public int size() {
            return 11;
        }

        @Override
        public long[] itemShape() {
            return new long[] {1, 2, 2};
        }

        @Override
        public void read(int item, float[] target, int from) {
            for (int i = 0; i < 4; i++) {
                target[from + i] = item / 10f;
            }
        }

        @Override
        public List<String> classes() {
            return isLabelled ? List.of("even", "odd", "ten") : List.of();
        }

        @Override
        public int label(int item) {
            return item == 10 ? 2 : item % 2;
        }

        @Override
        public String fingerprint() {
            return "greys";
        }
    }

    private static Set<Integer> greys(BufferedImage sheet) {
        Set<Integer> levels = new HashSet<>();
        for (int item = 0; item < 11; item++) {
            int level = Picture.sampleOf(item / 10f);
            for (int y = 0; y < sheet.getHeight(); y++) {
                for (int x = 0; x < sheet.getWidth(); x++) {
                    if ((sheet.getRGB(x, y) & 0xFFFFFF) == level * 0x010101) {
                        levels.add(item);
                    }
                }
            }
        }
        return levels;
    }

    @Test
    void everyClassHasARow() {
        BufferedImage sheet = new DataSheet(5, 9, 4, "").draw(new Greys(true), 0);
        assertThat(greys(sheet)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(greys(new DataSheet(5, 1, 4, "").draw(new Greys(true), 0))).contains(0, 2, 4, 6, 8);
    }

    @Test
    void withoutClassesTheSheetIsFull() {
        BufferedImage few = new DataSheet(2, 2, 4, "").draw(new Greys(false), 0);
        BufferedImage all = new DataSheet(4, 9, 4, "").draw(new Greys(false), 0);
        assertThat(all.getHeight()).isGreaterThan(few.getHeight());
        assertThat(greys(all)).hasSize(11);
    }

    @Test
    void theSameSeedShowsTheSame() {
        assertThat(greys(new DataSheet(2, 1, 4, "").draw(new Greys(false), 3)))
                .isEqualTo(greys(new DataSheet(2, 1, 4, "").draw(new Greys(false), 3)));
    }
}
