// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.MaskConfig;
import org.diffusion4j.image.MaskGenerator;
import org.diffusion4j.random.RandomStream;
import org.junit.jupiter.api.Test;

class HoleAreasTest {
    @Test
    void randomMasksHaveTheAreasThatThePlainFormHas() {
        RandomStream stream = RandomStream.of(3, "areas");
        for (int i = 0; i < 60; i++) {
            int width = 1 + stream.nextInt(40);
            int height = 1 + stream.nextInt(30);
            int share = 1 + stream.nextInt(9);
            boolean[] known = new boolean[width * height];
            for (int k = 0; k < known.length; k++) {
                known[k] = stream.nextInt(10) < share;
            }
            requirePlain(Mask.of(width, height, known));
        }
    }

    @Test
    void drawnHolesHaveTheAreasThatThePlainFormHas() {
        new MaskGenerator(64, MaskConfig.defaults()).list(20, 5).forEach(HoleAreasTest::requirePlain);
    }

    @Test
    void noHoleHasNoAreaAndNothingButHoleHasOneOfARunForEachRow() {
        assertThat(new HoleAreas(Mask.allKnown(5, 4)).next()).isEmpty();
        HoleArea all = new HoleAreas(Mask.allKnown(3000, 2000).inverse()).next().orElseThrow();
        assertThat(all.box()).isEqualTo(new Box(0, 0, 3000, 2000));
        assertThat(all.runs().count()).isEqualTo(2000);
        assertThat(all.runs().to(1999)).isEqualTo(6_000_000);
    }

    private static void requirePlain(Mask mask) {
        List<SortedSet<Integer>> expected = plain(mask);
        HoleAreas areas = new HoleAreas(mask);
        for (SortedSet<Integer> pixels : expected) {
            HoleArea area = areas.next().orElseThrow();
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < area.runs().count(); i++) {
                IntStream.range(area.runs().from(i), area.runs().to(i)).forEach(found::add);
            }
            assertThat(found).containsExactlyInAnyOrderElementsOf(pixels);
            assertThat(found).startsWith(pixels.first());
            Box box = pixels.stream()
                    .map(pixel -> Box.of(pixel % mask.width(), pixel / mask.width()))
                    .reduce(Box::with)
                    .orElseThrow();
            assertThat(area.box()).isEqualTo(box);
        }
        Optional<HoleArea> more = areas.next();
        assertThat(more).isEmpty();
    }

    /** Pixel by pixel. */
    private static List<SortedSet<Integer>> plain(Mask mask) {
        int width = mask.width();
        boolean[] isTaken = new boolean[width * mask.height()];
        List<SortedSet<Integer>> areas = new ArrayList<>();
        for (int first = 0; first < isTaken.length; first++) {
            SortedSet<Integer> area = new TreeSet<>();
            ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(first));
            while (!queue.isEmpty()) {
                int pixel = queue.remove();
                int x = pixel % width;
                int y = pixel / width;
                if (isTaken[pixel] || mask.isKnown(x, y)) {
                    continue;
                }
                isTaken[pixel] = true;
                area.add(pixel);
                for (int row = Math.max(0, y - 1); row <= Math.min(mask.height() - 1, y + 1); row++) {
                    for (int column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
                        queue.add(row * width + column);
                    }
                }
            }
            if (!area.isEmpty()) {
                areas.add(area);
            }
        }
        return areas;
    }
}
