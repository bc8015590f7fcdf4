// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataPathTest {
    @TempDir
    Path folder;

    @Test
    void namesAndSettingsMakeAConfig() {
        assertThat(DataPath.of("emoji")).isEqualTo(EmojiConfig.defaults());
        assertThat(DataPath.of("emoji", "size=64", "split=held-out"))
                .isEqualTo(EmojiConfig.defaults().withSize(64).withSplit(Split.HELD_OUT));
        assertThat(DataPath.of("spiral", "chosen=64")).isEqualTo(new SpiralConfig(2048, 64, 0.02));
    }

    @Test
    void thePathSaysWhatItIs() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("it's \"odd\": {x}"));
        assertThat(DataPath.of(odd.toString())).isInstanceOf(FolderConfig.class);
        assertThat(((FolderConfig) DataPath.of(odd.toString())).path()).isEqualTo(odd);
        Files.writeString(odd.resolve("test.bin"), "");
        assertThat(DataPath.of(odd.toString(), "coarse=true")).isInstanceOf(Cifar100Config.class);
        Files.writeString(odd.resolve("test_batch.bin"), "");
        assertThat(DataPath.of(odd.toString())).isInstanceOf(Cifar10Config.class);
        assertThat(DataPath.of(Files.writeString(folder.resolve("cifar-10-binary.tar.gz"), "")
                        .toString()))
                .isInstanceOf(Cifar10Config.class);
        Path array = Files.writeString(folder.resolve("A.NPZ"), "");
        assertThat(DataPath.of(array.toString(), "array=images")).isInstanceOf(NpyConfig.class);
        Path recipe = Files.writeString(folder.resolve("d.yaml"), "data:\n  kind: emoji\n  size: 16\n");
        assertThat(DataPath.of(recipe.toString()))
                .isEqualTo(EmojiConfig.defaults().withSize(16));
    }

    @Test
    void whatIsNothingIsAnsweredInASentence() throws IOException {
        assertThatThrownBy(() -> DataPath.of("emojis"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "there is no data set and no file 'emojis'. Did you mean 'emoji'? A file or folder is named by its path.");
        Path archive = Files.writeString(folder.resolve("pictures.tar.gz"), "");
        assertThatThrownBy(() -> DataPath.of(archive.toString()))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'%s' is an archive, and of those the ones of CIFAR are read, by their names: cifar-10-binary.tar.gz, cifar-10-python.tar.gz, cifar-100-binary.tar.gz, cifar-100-python.tar.gz. Give it such a name, or unpack it and give the folder."
                                .formatted(archive));
        Path text = Files.writeString(folder.resolve("notes.txt"), "");
        assertThatThrownBy(() -> DataPath.of(text.toString()))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'%s' is no data set: those are folders of pictures, CIFAR, .npy and .npz arrays, .parquet files, and a picture with tiles beside a .csv table of its name (PNG, JPEG, GIF, BMP, WebP). Name one of these, or put a single picture into a folder."
                                .formatted(text));
    }
}
