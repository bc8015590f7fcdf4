// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.run.FileLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no file of weights is refused as what its name says it should be. */
class DamagedWeightsTest {
    private static final String NEITHER = "it begins like neither a zip archive nor a pickle";

    @TempDir
    private Path folder;

    private Path file(String name, byte... content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private Path text(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.pth", "model.pt", "pytorch_model.bin"})
    void rubbishUnderANameOfPyTorchIsNoFileOfPyTorch(String name) throws IOException {
        Path rubbish = text(name, "rubbish, and long enough to be something");
        assertThatThrownBy(() -> TensorFiles.open(rubbish))
                .isInstanceOf(FormatException.class)
                .hasMessage("%s is not a valid file of PyTorch: %s. Download or save it again."
                        .formatted(rubbish, NEITHER));
        Path empty = file(name);
        assertThatThrownBy(() -> TensorFiles.open(empty))
                .hasMessage(
                        "%s is not a valid file of PyTorch: it is empty. Download or save it again.".formatted(empty));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kinds.pth", "kinds-old.pth", "kinds-protocol4.pth", "checkpoint.pth"})
    void aFileOfPyTorchThatWasCutShortIsNoFileOfPyTorch(String fixture) throws IOException {
        byte[] whole = TorchFiles.bytes(fixture);
        for (int length : new int[] {1, 2, 9, 40, whole.length / 2, whole.length - 1}) {
            Path cut = file("cut.pth", Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> TensorFiles.open(cut))
                    .as("%s, %d bytes", fixture, length)
                    .isInstanceOf(FormatException.class)
                    .hasMessageMatching(
                            "\\Q%s\\E (is not a valid file of PyTorch|holds no Python pickle that can be read): .*"
                                    .formatted(cut))
                    .hasMessageEndingWith(" Download or save it again.");
        }
    }

    @Test
    void rubbishUnderANameOfSafetensorsIsNoSafetensorsFile() throws IOException {
        Path rubbish = text("model.safetensors", "this is a text and not a model");
        assertThatThrownBy(() -> TensorFiles.open(rubbish))
                .hasMessageStartingWith(rubbish + " is not a valid safetensors file: ");
    }

    @Test
    void rubbishUnderAnotherNameIsNeither() throws IOException {
        Path rubbish = text("model.ckpt", "rubbish");
        assertThatThrownBy(() -> TensorFiles.open(rubbish))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "%s holds no weights that can be read: %s, nor like safetensors. Give a .safetensors, .pth, .pt or .bin file, or an index of shards."
                                .formatted(rubbish, NEITHER));
    }

    @Test
    void theContentOfAFileSaysWhatItIsWhateverItsName() throws IOException {
        Path torch = file("model.safetensors", TorchFiles.bytes("kinds.pth"));
        try (var open = TensorFiles.open(torch)) {
            assertThat(open).isInstanceOf(StateDictFile.class);
        }
        Path plain = folder.resolve("model.bin");
        new Conversion(torch, folder.resolve("w.safetensors"), Optional.empty(), Optional.empty(), Optional.empty())
                .run(FileLayer.disk());
        Files.move(folder.resolve("w.safetensors"), plain);
        try (var open = TensorFiles.open(plain)) {
            assertThat(open.description()).isEqualTo("safetensors");
        }
    }

    @Test
    void whatIsNotThereIsAWordOfTheUserAndAFolderWithoutWeightsAFault() throws IOException {
        Path none = folder.resolve("none.pth");
        assertThatThrownBy(() -> TensorFiles.open(none))
                .isInstanceOf(ConfigException.class)
                .hasMessage("there is no file or folder %s. Give a file of weights, or a folder that holds some."
                        .formatted(none));
        assertThatThrownBy(() -> TensorFiles.open(folder))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("the folder %s holds no weights.".formatted(folder));
        Path part = Files.createDirectory(folder.resolve("unet"));
        Files.write(part.resolve("w.pth"), TorchFiles.bytes("kinds.pth"));
        assertThatThrownBy(() -> TensorFiles.open(folder))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "the folder %s holds no weights itself, but there are some in %s. Give a folder that holds them."
                                .formatted(folder, part));
        Path loop = folder.resolve("loop.pth");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> TensorFiles.open(loop)).isInstanceOf(ConfigException.class);
    }
}
