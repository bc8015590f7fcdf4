// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.EmojiConfig.Variants;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.random.RandomStream;
import org.junit.jupiter.api.Test;

class EmojiTest {
    private static final EmojiConfig BASE = EmojiConfig.defaults();
    private static final EmojiConfig ALL = BASE.withVariants(Variants.ALL);

    /** Each is opened once: unpacking a sheet is the slowest thing here. */
    private static final Map<EmojiConfig, PictureSource> OPENED = new HashMap<>();

    private record Holder(DataConfig data) {}

    private static PictureSource open(EmojiConfig config) {
        return OPENED.computeIfAbsent(config, missing -> missing.create(0));
    }

    private static float[] item(DataSource source, int item) {
        float[] values = new float[source.itemElements()];
        source.read(item, values, 0);
        return values;
    }

    private static Set<Picture> pictures(EmojiConfig config) {
        PictureSource source = open(config);
        Set<Picture> pictures = new HashSet<>();
        IntStream.range(0, source.size()).forEach(i -> pictures.add(source.picture(i)));
        return pictures;
    }

    @Test
    void itemsAreColorChannelsFromMinusOneToOneOnWhite() {
        PictureSource source = open(BASE);
        assertThat(source.itemShape()).containsExactly(3, 32, 32);
        assertThat(source.size()).isEqualTo(1717);
        for (int item = 0; item < source.size(); item += 100) {
            float[] values = item(source, item);
            Picture picture = source.picture(item);
            for (float value : values) {
                assertThat(value).isBetween(-1f, 1f);
            }
            assertThat(values[2 * 1024 + 5 * 32 + 7]).isEqualTo(Picture.symmetric(picture.sample(7, 5, 2)));
        }
        float[] face = item(source, 0);
        assertThat(new float[] {face[0], face[1024], face[2048]}).containsOnly(1); // the corner is transparent: white
    }

    @Test
    void thereAreThreeSizes() {
        assertThat(open(BASE.withSize(16)).itemShape()).containsExactly(3, 16, 16);
        assertThat(open(BASE.withSize(64)).itemShape()).containsExactly(3, 64, 64);
        assertThat(open(BASE.withSize(64)).size()).isEqualTo(1717);
        assertThat(open(BASE.withSize(16)).fingerprint())
                .isNotEqualTo(open(BASE).fingerprint());
        assertThat(BASE.create(5).fingerprint())
                .isEqualTo(open(BASE).fingerprint())
                .matches("crc32c:[0-9a-f]{8}");
    }

    @Test
    void theTwoPartsAreTheWholeAndTheSameForEverySize() {
        for (EmojiConfig config : List.of(BASE, ALL, BASE.withSize(16), BASE.withSize(64))) {
            int train = open(config).size();
            int heldOut = open(config.withSplit(Split.HELD_OUT)).size();
            assertThat(train + heldOut)
                    .isEqualTo(open(config.withSplit(Split.ALL)).size());
        }
        assertThat(open(BASE.withSplit(Split.HELD_OUT)).size()).isEqualTo(189);
        assertThat(open(ALL.withSplit(Split.ALL)).size()).isEqualTo(3781);
        int[] small = labels(BASE.withSize(16).withSplit(Split.HELD_OUT));
        assertThat(small).isEqualTo(labels(BASE.withSize(64).withSplit(Split.HELD_OUT)));
        assertThat(Arrays.stream(small).distinct().count()).isEqualTo(9);
    }

    /** A tone on the other side, or a flag that two places share, would let a network be praised for what it has seen. */
    @Test
    void noPictureNorAToneOfItIsOnBothSides() {
        for (EmojiConfig config : List.of(BASE, ALL, BASE.withSize(16), BASE.withSize(64))) {
            assertThat(pictures(config.withSplit(Split.HELD_OUT))).doesNotContainAnyElementsOf(pictures(config));
        }
        assertThat(bases(ALL.withSplit(Split.HELD_OUT)))
                .isEqualTo(bases(BASE.withSplit(Split.HELD_OUT)))
                .doesNotContainAnyElementsOf(bases(ALL));
        assertThat(Emoji.names(ALL.withSplit(Split.HELD_OUT))).hasSizeGreaterThan(300);
        assertThat(Emoji.names(BASE.withSize(64))).isEqualTo(Emoji.names(BASE));
    }

    private static Set<String> bases(EmojiConfig config) {
        Set<String> bases = new HashSet<>();
        Emoji.names(config).forEach(name -> bases.add(name.split(":", 2)[0]));
        return bases;
    }

    private static int[] labels(EmojiConfig config) {
        PictureSource source = open(config);
        return IntStream.range(0, source.size()).map(source::label).toArray();
    }

    @Test
    void categoriesAreClassesAndContexts() {
        PictureSource source = open(BASE);
        assertThat(source.classes()).isEqualTo(Emoji.CATEGORIES).hasSize(9);
        assertThat(source.contextSize()).isEqualTo(9);
        int flag = source.size() - 1;
        assertThat(source.classes().get(source.label(flag))).isEqualTo("Flags");
        float[] context = {7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7};
        source.context(flag, context, 1);
        assertThat(context).containsExactly(7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7);
    }

    @Test
    void aPartOfTheCategoriesKeepsOrChangesItsLabels() {
        PictureSource kept = open(BASE.withCategories(LabelNumbers.KEEP, "Flags", "Food & Drink"));
        assertThat(kept.classes()).hasSize(9);
        assertThat(IntStream.range(0, kept.size()).map(kept::label).distinct()).containsExactlyInAnyOrder(3, 8);
        PictureSource changed = open(BASE.withCategories(LabelNumbers.REMAP, "Flags", "Food & Drink"));
        assertThat(changed.classes()).containsExactly("Flags", "Food & Drink");
        assertThat(changed.size()).isEqualTo(kept.size()).isEqualTo(244 + 118);
        for (int item = 0; item < kept.size(); item++) {
            assertThat(changed.label(item)).isEqualTo(kept.label(item) == 8 ? 0 : 1);
        }
    }

    @Test
    void balancedBatchesHaveAsManyOfEachCategory() {
        PictureSource source = open(ALL.withBalanced(true));
        Batches batches = new Batches(source, 3, 90);
        int[] order = source.order(RandomStream.of(3, "order", 0));
        assertThat(order).hasSize(source.size());
        for (int first = 0; first + 90 <= order.length; first += 90) {
            int[] counts = new int[9];
            Arrays.stream(order, first, first + 90).forEach(item -> counts[source.label(item)]++);
            assertThat(counts).containsOnly(10);
        }
        float[] expected = item(source, order[91]);
        float[] second = batches.at(1).x0();
        assertThat(Arrays.copyOfRange(second, expected.length, 2 * expected.length))
                .isEqualTo(expected);
    }

    @Test
    void halfOfThePicturesAreMirroredAnewInEveryEpoch() {
        EmojiConfig flipped = BASE.withSize(16).withFlip(true);
        PictureSource source = open(flipped);
        Batches batches = new Batches(source, 3, source.size());
        int[] order = source.order(RandomStream.of(3, "order", 0));
        float[] first = batches.at(0).x0();
        int each = source.itemElements();
        int mirrored = 0;
        for (int row = 0; row < order.length; row++) {
            float[] plain = item(source, order[row]);
            float[] seen = Arrays.copyOfRange(first, row * each, (row + 1) * each);
            if (!Arrays.equals(plain, seen)) {
                mirrored++;
                assertThat(Arrays.copyOfRange(seen, 0, 16)).isEqualTo(reversed(Arrays.copyOfRange(plain, 0, 16)));
            }
        }
        assertThat(mirrored).isBetween(700, 1000); // of 1717, of which some are symmetric
        assertThat(new Batches(flipped.create(0), 3, source.size()).at(0).x0()).isEqualTo(first);
        assertThat(batches.at(1).x0()).isNotEqualTo(first);
    }

    private static float[] reversed(float... row) {
        float[] out = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            out[i] = row[row.length - 1 - i];
        }
        return out;
    }

    @Test
    void heldOutIsTheOtherPartAsItIs() {
        EmojiConfig training = ALL.withBalanced(true).withFlip(true);
        assertThat(training.heldOut(1).orElseThrow().fingerprint())
                .isEqualTo(ALL.withSplit(Split.HELD_OUT).create(1).fingerprint());
        assertThat(BASE.withSplit(Split.ALL).heldOut(1)).isEmpty();
        assertThat(new SpiralConfig(8, 4, 0).heldOut(1).orElseThrow().size()).isEqualTo(4);
    }

    @Test
    void aRecipeNamesIt() {
        Holder holder = RecipeReader.read(
                Holder.class,
                RecipeSource.ofText(
                        "r", "data: {kind: emoji, size: 16, split: held-out, categories: [Flags], labels: remap}"));
        assertThat(holder.data())
                .isEqualTo(BASE.withSize(16).withSplit(Split.HELD_OUT).withCategories(LabelNumbers.REMAP, "Flags"));
    }

    @Test
    void wrongValuesAreAnsweredInASentence() {
        assertThatThrownBy(() -> BASE.withSize(48))
                .isInstanceOf(ConfigException.class)
                .hasMessage("size must be 16, 32 or 64 but was 48. 32 is usual.");
        assertThatThrownBy(() -> ALL.withSize(64))
                .hasMessage(
                        "variants was all, and at size 64 there are only base pictures. Use variants: base, or size: 32.");
        assertThatThrownBy(() -> BASE.withCategories(LabelNumbers.KEEP, "Foods & Drinks"))
                .hasMessage("categories: there is no class 'Foods & Drinks'. Did you mean 'Food & Drink'?");
        assertThatThrownBy(() -> BASE.withCategories(LabelNumbers.KEEP, "Flags", "Flags"))
                .hasMessage("categories names a class twice (Flags, Flags); each may stand once. Remove the second.");
    }

    @Test
    void itemsWithoutClassesSaySo() {
        DataSource spiral = new SpiralConfig(8, 4, 0).create(0);
        assertThat(spiral.classes()).isEmpty();
        assertThat(spiral.contextSize()).isZero();
        assertThatThrownBy(() -> spiral.label(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("have no classes");
    }
}
