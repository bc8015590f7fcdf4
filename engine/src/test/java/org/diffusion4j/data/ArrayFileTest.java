// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrayFileTest {
    @TempDir
    Path folder;

    private static void requireSame(DataSource a, DataSource b) {
        assertThat(a.size()).isEqualTo(b.size());
        assertThat(a.classes()).isEqualTo(b.classes());
        for (int item = 0; item < a.size(); item++) {
            assertThat(Painted.item(a, item)).isEqualTo(Painted.item(b, item));
            assertThat(Painted.context(a, item)).isEqualTo(Painted.context(b, item));
        }
    }

    @Test
    void whatIsWrittenIsReadBackByItsOwnRecipe() {
        DataConfig emoji = EmojiConfig.defaults().withSize(16).withCategories(LabelNumbers.KEEP, "Activities", "Flags");
        List<String> told = new ArrayList<>();
        ArrayFile file =
                ArrayFile.write(emoji, folder.resolve("in/new/e.npy"), (done, all) -> told.add(done + "/" + all));
        DataSource source = emoji.create(0);
        assertThat(file.written()).isEqualTo(source.size());
        assertThat(told).hasSize(source.size()).endsWith("%d/%d".formatted(source.size(), source.size()));
        requireSame(DataPath.of(file.recipe().toString()).create(0), source);
        requireSame(
                DataPath.of(file.recipe().toString(), "classes=[Flags]").create(0),
                EmojiConfig.defaults()
                        .withSize(16)
                        .withCategories(LabelNumbers.KEEP, "Flags")
                        .create(0));
    }

    @Test
    void vectorsAndGreyPicturesComeBackToo() {
        Path vectors = Painted.counting(folder.resolve("v.npy"), 2, 2, 3);
        Painted.floats(folder.resolve("v.labels.npy"), new long[] {2, 2}, 0.5f, 0, 1, 0.25f);
        DataConfig config = DataPath.of(vectors.toString());
        ArrayFile file = ArrayFile.write(config, folder.resolve("w.npy"), (done, all) -> {});
        assertThat(file.labels()).contains(folder.resolve("w.labels.npy"));
        requireSame(DataPath.of(file.recipe().toString()).create(0), config.create(0));
    }

    @Test
    void whatIsDamagedIsLeftOutWithItsLabel() throws IOException {
        Path pictures = folder.resolve("pictures");
        Painted.png(pictures.resolve("a/1.png"), 5, 5, 0x112233);
        Painted.png(pictures.resolve("b/2.png"), 5, 5, 0x445566);
        Files.writeString(pictures.resolve("a/0.png"), "no picture");
        ArrayFile file =
                ArrayFile.write(DataPath.of(pictures.toString(), "size=5"), folder.resolve("p.npy"), (done, all) -> {});
        assertThat(file.written()).isEqualTo(2);
        assertThat(file.skipped())
                .singleElement()
                .asString()
                .startsWith("picture 0: '")
                .contains("does not begin like a picture");
        DataSource back = DataPath.of(file.recipe().toString()).create(0);
        assertThat(back.classes()).containsExactly("a", "b");
        assertThat(List.of(back.label(0), back.label(1))).containsExactly(0, 1);
        assertThat(((PictureSource) back).picture(1).sample(0, 0, 2)).isEqualTo(0x66);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("pictures", "p.npy", "p.labels.npy", "p.yaml");
        }
    }

    @Test
    void nothingIsWrittenOverAndNothingWithoutPictures() throws IOException {
        assertThatThrownBy(() -> ArrayFile.write(EmojiConfig.defaults(), folder.resolve("e.npz"), (done, all) -> {}))
                .isInstanceOf(ConfigException.class)
                .hasMessage("'%s' is no name for an array: it ends with .npy. For example pictures.npy."
                        .formatted(folder.resolve("e.npz")));
        Path there = Files.writeString(folder.resolve("e.yaml"), "");
        assertThatThrownBy(() -> ArrayFile.write(EmojiConfig.defaults(), folder.resolve("e.npy"), (done, all) -> {}))
                .hasMessage("'%s' is there already, and nothing is written over. Choose another name, or remove it."
                        .formatted(there));
        assertThatThrownBy(() -> ArrayFile.write(new SpiralConfig(8, 4, 0), folder.resolve("s.npy"), (done, all) -> {}))
                .hasMessage(
                        "these data are no pictures, and only pictures are written as an array. Name a folder, an array, CIFAR or emoji.");
        Path damaged = folder.resolve("damaged");
        Files.createDirectories(damaged);
        Files.writeString(damaged.resolve("a.png"), "no picture");
        assertThatThrownBy(
                        () -> ArrayFile.write(DataPath.of(damaged.toString()), folder.resolve("d.npy"), (d, a) -> {}))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("none of the pictures can be used; the first: picture 0: ");
        assertThat(folder.resolve("d.npy")).doesNotExist();
        assertThat(folder.resolve(".d.npy.raw")).doesNotExist();
    }
}
