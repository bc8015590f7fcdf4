// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.diffusion4j.image.Picture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarConfigTest {
    @TempDir
    Path folder;

    /** Every training file has a picture of each class, every picture its class times 20 as red and 7 as blue. */
    @BeforeEach
    void write() throws IOException {
        for (int file = 1; file <= 5; file++) {
            Files.write(folder.resolve("data_batch_%d.bin".formatted(file)), records());
        }
        Files.write(folder.resolve("test_batch.bin"), records());
    }

    private static byte[] records() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int label = 0; label < 10; label++) {
            byte[] picture = new byte[3072];
            Arrays.fill(picture, 0, 1024, (byte) (label * 20));
            Arrays.fill(picture, 2048, 3072, (byte) 7);
            out.write(label);
            out.writeBytes(picture);
        }
        return out.toByteArray();
    }

    private DataConfig config(String... settings) {
        return DataPath.of(folder.toString(), settings);
    }

    @Test
    void trainingAndTestPicturesAreTheTwoParts() {
        DataSource train = config().create(0);
        assertThat(train.size()).isEqualTo(50);
        assertThat(train.itemShape()).containsExactly(3, 32, 32);
        assertThat(config().heldOut(0).orElseThrow().size()).isEqualTo(10);
        assertThat(config("split=all").create(0).size()).isEqualTo(60);
        assertThat(Painted.item(config("split=all").create(0), 53)[0]).isEqualTo(Picture.symmetric(60));
        float[] item = Painted.item(train, 12);
        assertThat(item[1023]).isEqualTo(Picture.symmetric(40));
        assertThat(item[1024]).isEqualTo(Picture.symmetric(0));
        assertThat(item[3071]).isEqualTo(Picture.symmetric(7));
        assertThat(((PictureSource) train).picture(12).sample(31, 31, 2)).isEqualTo(7);
    }

    /** Label 3 is a cat, also where only cats and dogs are used; remapped they are 0 and 1. */
    @Test
    void someClassesKeepTheirNumbersOrGetNewOnes() {
        DataSource kept = config("classes=[dog, cat]").create(0);
        assertThat(kept.size()).isEqualTo(10);
        assertThat(kept.classes()).hasSize(10);
        assertThat(kept.label(0)).isEqualTo(3);
        DataSource changed = config("classes=[dog, cat]", "labels=remap").create(0);
        assertThat(changed.classes()).containsExactly("dog", "cat");
        assertThat(changed.label(0)).isEqualTo(1);
        assertThat(changed.label(1)).isZero();
        assertThatThrownBy(() -> config("classes=[cats]").create(0))
                .hasMessage("classes: there is no class 'cats'. Did you mean 'cat'?");
    }
}
