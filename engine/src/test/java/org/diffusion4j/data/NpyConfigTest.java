// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyConfigTest {
    @TempDir
    Path folder;

    private DataSource open(Path file, String... settings) {
        return DataPath.of(file.toString(), settings).create(0);
    }

    @Test
    void spritesOfBytesBecomeChannelsInTheRangeOfTheNetwork() {
        Path file = Painted.counting(folder.resolve("s.npy"), 3, 2, 2, 3);
        DataSource source = open(file);
        assertThat(source.size()).isEqualTo(3);
        assertThat(source.itemShape()).containsExactly(3, 2, 2);
        float[] second = Painted.item(source, 1); // bytes 12 … 23, pixel by pixel
        assertThat(second[0]).isEqualTo(Picture.symmetric(12));
        assertThat(second[1]).isEqualTo(Picture.symmetric(15)); // red of the second pixel
        assertThat(second[11]).isEqualTo(Picture.symmetric(23));
        assertThat(source.classes()).isEmpty();
        assertThat(source.contextSize()).isZero();
    }

    @Test
    void channelsMayComeFirstOrBeMissing() {
        Path planes = Painted.counting(folder.resolve("p.npy"), 2, 3, 2, 2);
        assertThat(Painted.item(open(planes, "layout=chw"), 0)).startsWith(Picture.symmetric(0), Picture.symmetric(1));
        DataSource grey = open(Painted.counting(folder.resolve("g.npy"), 2, 4, 3));
        assertThat(grey.itemShape()).containsExactly(1, 4, 3);
        assertThat(Painted.item(grey, 1)[0]).isEqualTo(Picture.symmetric(12));
    }

    @Test
    void floatsSayWhatTheyMean() {
        Path file = Painted.floats(folder.resolve("f.npy"), new long[] {2, 1, 2}, 0, 0.5f, 1, 0.25f);
        assertThat(Painted.item(open(file, "range=unit"), 0)).containsExactly(-1, 0);
        assertThat(Painted.item(open(file, "range=symmetric"), 1)).containsExactly(1, 0.25f);
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "range is missing, and '%s' holds f4, which can mean anything. Set range to bytes, unit or symmetric."
                                .formatted(file));
        Path wild = Painted.floats(folder.resolve("w.npy"), new long[] {1, 1, 2}, 0, 1.5f);
        DataSource source = open(wild, "range=unit");
        assertThatThrownBy(() -> Painted.item(source, 0))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "picture 0 of '%s' has the value 1.5, and range says 0 to 1. Set range to bytes, unit or symmetric as the values are, or correct them."
                                .formatted(wild));
        Path none = Painted.floats(folder.resolve("n.npy"), new long[] {1, 1, 1}, Float.NaN);
        assertThatThrownBy(() -> Painted.item(open(none, "range=symmetric"), 0)).hasMessageContaining("the value NaN");
    }

    @Test
    void labelsOfFiveNumbersAreContextsAndClasses() {
        Path file = Painted.counting(folder.resolve("sprites.npy"), 3, 2, 2, 3);
        Painted.floats(
                folder.resolve("sprites_labels.npy"),
                new long[] {3, 5},
                0,
                1,
                0,
                0,
                0, /**/
                0,
                0,
                0,
                0,
                1, /**/
                1,
                0,
                0,
                0,
                0);
        DataSource source = open(file, "names=[human, non-human, food, spell, side-facing]"); // found by its name
        assertThat(source.classes()).hasSize(5);
        assertThat(source.label(1)).isEqualTo(4);
        assertThat(Painted.context(source, 0)).containsExactly(0, 1, 0, 0, 0);
        DataSource untold = open(file, "nullContext=true");
        assertThat(Painted.context(untold, 0)).containsOnly(0).hasSize(5);
        assertThat(untold.fingerprint()).isNotEqualTo(open(file).fingerprint());
        DataSource some = open(file, "classes=[\"4\", \"0\"]", "labels=remap");
        assertThat(some.size()).isEqualTo(2);
        assertThat(Painted.context(some, 0)).containsExactly(1, 0);
    }

    @Test
    void vectorsThatAreNotOneHotAreToldAsTheyAre() {
        Path file = Painted.counting(folder.resolve("s.npy"), 2, 1, 1, 3);
        Painted.floats(folder.resolve("s.labels.npy"), new long[] {2, 2}, 0.5f, 0.5f, 0, 1);
        DataSource source = open(file);
        assertThat(source.classes()).isEmpty();
        assertThat(Painted.context(source, 0)).containsExactly(0.5f, 0.5f);
        assertThatThrownBy(() -> open(file, "balanced=true"))
                .hasMessage("balanced is true, and these items have no classes to balance. Set it to false.");
        assertThatThrownBy(() -> open(file, "classes=[cat]"))
                .hasMessage("classes: there is no class 'cat'. These items have no classes.");
    }

    @Test
    void numbersAreClasses() {
        Path file = Painted.counting(folder.resolve("s.npy"), 4, 1, 1, 3);
        Painted.ints(folder.resolve("s.labels.npy"), new long[] {4}, 2, 0, 2, 1);
        DataSource source = open(file);
        assertThat(source.classes()).containsExactly("0", "1", "2");
        assertThat(source.label(0)).isEqualTo(2);
        assertThatThrownBy(() -> open(file, "names=[a, b]"))
                .hasMessage("names has 2 classes, and the labels count 3. Name all of them, or none.");
        assertThat(open(file, "names=[a, b, c]", "classes=[c]").size()).isEqualTo(2);
    }

    @Test
    void aShareOfEachClassIsHeldOutAlwaysTheSame() {
        int[] labels = new int[100];
        for (int i = 80; i < 100; i++) {
            labels[i] = 1;
        }
        Path file = Painted.counting(folder.resolve("s.npy"), 100, 1, 1);
        Painted.ints(folder.resolve("s.labels.npy"), new long[] {100}, labels);
        DataConfig training = DataPath.of(file.toString(), "holdOut=0.1", "flip=true", "balanced=true");
        DataSource train = training.create(7);
        DataSource heldOut = training.heldOut(8).orElseThrow();
        assertThat(train.size()).isEqualTo(90);
        assertThat(heldOut.size()).isEqualTo(10);
        int second = 0;
        for (int item = 0; item < 10; item++) {
            second += heldOut.label(item);
            float value = Painted.item(heldOut, item)[0];
            for (int other = 0; other < 90; other++) {
                assertThat(Painted.item(train, other)[0]).isNotEqualTo(value);
            }
        }
        assertThat(second).isEqualTo(2);
        assertThat(DataPath.of(file.toString()).heldOut(0)).isEmpty();
        assertThatThrownBy(() -> open(file, "split=held-out"))
                .hasMessageContaining(
                        "split was held-out, and holdOut is 0, so nothing is held out. Set holdOut to a share such as 0.1, or use split: train.");
        assertThatThrownBy(() -> open(file, "holdOut=1"))
                .hasMessageContaining("holdOut must lie in 0 to 0.9 but was 1.0. 0.1 holds one of ten pictures out.");
    }

    @Test
    void labelsMayLieInTheArchiveOfThePictures() throws IOException {
        Path pictures = Painted.counting(folder.resolve("images.npy"), 3, 1, 1);
        Path labels = Painted.ints(folder.resolve("labels.npy"), new long[] {3}, 0, 2, 1);
        Path archive = folder.resolve("both.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Path array : List.of(pictures, labels)) {
                zip.putNextEntry(new ZipEntry(String.valueOf(array.getFileName())));
                zip.write(Files.readAllBytes(array));
            }
        }
        DataSource source = open(archive, "array=images", "labelArray=labels");
        assertThat(source.classes()).hasSize(3);
        assertThat(source.label(1)).isEqualTo(2);
        assertThatThrownBy(() -> open(pictures, "labelArray=labels"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("labelArray is 'labels', and '%s' is no .npz archive with names in it. Leave it out."
                        .formatted(pictures));
    }

    @Test
    void anArchiveAndAnArrayWithNothingInThemSaySo() throws IOException {
        Path archive = folder.resolve("none.npz");
        new ZipOutputStream(Files.newOutputStream(archive)).close();
        assertThatThrownBy(() -> open(archive))
                .isInstanceOf(FormatException.class)
                .hasMessage("'%s' has no arrays in it. Save it again with numpy.savez.".formatted(archive));
        Path none = Painted.counting(folder.resolve("none.npy"), 0, 2, 2, 3);
        assertThatThrownBy(() -> open(none))
                .isInstanceOf(ShapeException.class)
                .hasMessage("'%s' has the shape [0, 2, 2, 3]: no picture is in it. Save an array with at least one."
                        .formatted(none));
    }

    @Test
    void contextsThatAreNoNumbersAreRefused() {
        Path file = Painted.counting(folder.resolve("s.npy"), 2, 1, 1, 3);
        Path labels = Painted.floats(folder.resolve("s.labels.npy"), new long[] {2, 2}, 0, 1, 1, Float.NaN);
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(FormatException.class)
                .hasMessage("row 1 of '%s' holds NaN, and a context is told in finite numbers. Correct it."
                        .formatted(labels));
    }

    @Test
    void wrongShapesAndCountsAreRefusedInASentence() {
        Path two = Painted.counting(folder.resolve("two.npy"), 4, 3, 2, 2);
        assertThatThrownBy(() -> open(two))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "'%s' has the shape [4, 3, 2, 2], and pictures have (N, H, W), (N, H, W, C) with layout: hwc or (N, C, H, W) with layout: chw, C being 1 or 3. Set layout, or save the array in such a shape."
                                .formatted(two));
        Path flat = Painted.counting(folder.resolve("flat.npy"), 4, 3);
        assertThatThrownBy(() -> open(flat)).hasMessageContaining("has the shape [4, 3], and pictures have");
        Path file = Painted.counting(folder.resolve("s.npy"), 3, 1, 1);
        Path labels = Painted.ints(folder.resolve("l.npy"), new long[] {2}, 0, 1);
        String labelPath = "labelPath=" + DataPath.quoted(labels);
        assertThatThrownBy(() -> open(file, labelPath))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "there are 3 pictures and 2 labels; each picture has one. Give the labels of these pictures.");
        Path below = Painted.ints(folder.resolve("below.npy"), new long[] {3}, 0, -1, 0);
        assertThatThrownBy(() -> open(file, "labelPath=" + DataPath.quoted(below)))
                .isInstanceOf(FormatException.class)
                .hasMessage("label 1 of '%s' is -1, and labels lie in 0 to 99999. Correct it.".formatted(below));
        Path deep = Painted.ints(folder.resolve("deep.npy"), new long[] {3, 1, 1}, 0, 1, 2);
        assertThatThrownBy(() -> open(file, "labelPath=" + DataPath.quoted(deep)))
                .hasMessage("'%s' has the shape [3, 1, 1], and labels have (N) or (N, K). Save them in such a shape."
                        .formatted(deep));
        assertThatThrownBy(() -> open(file, "array=x"))
                .hasMessage(
                        "array is 'x', and '%s' is no .npz archive with names in it. Leave it out.".formatted(file));
    }
}
