// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.diffusion4j.error.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryCheckTest {
    @Test
    void tooLittleMemoryIsSaidBeforeTheLibraryIsLoaded() {
        assertThatThrownBy(() -> MemoryCheck.requireMemory(399L << 20))
                .isInstanceOf(EngineException.class)
                .hasMessage(
                        "This process may use 399 MB more memory, and the native library needs at least 400 MB to start. End other programs or raise the memory limit of this container.");
        assertThatCode(() -> MemoryCheck.requireMemory(400L << 20)).doesNotThrowAnyException();
        assertThatCode(() -> MemoryCheck.requireMemory(Memory.UNKNOWN)).doesNotThrowAnyException();
    }

    @Test
    void aFullDiskIsSaidWithTheOptionThatChoosesAnother() {
        Path cache = Path.of("cache");
        assertThatThrownBy(() -> MemoryCheck.requireDisk(cache, 12L << 20))
                .isInstanceOf(EngineException.class)
                .hasMessage(
                        "The folder cache has 12 MB free, and unpacking the native library for the first time takes 600 MB. Make room there. Choose another folder with the option -Dorg.bytedeco.javacpp.cachedir=DIR (in JAVA_TOOL_OPTIONS for d4j).");
        assertThatCode(() -> MemoryCheck.requireDisk(cache, 600L << 20)).doesNotThrowAnyException();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() {
        assertThat(MemoryCheck.notWritable("/closed", new IOException("no")))
                .hasMessage(
                        "The native library must be unpacked once, and the folder /closed cannot be written to. Choose another folder with the option -Dorg.bytedeco.javacpp.cachedir=DIR (in JAVA_TOOL_OPTIONS for d4j).");
    }

    @Test
    void afterOneStartTheLibraryIsUnpacked(@TempDir Path empty) {
        Engine.start();
        assertThat(MemoryCheck.isUnpacked(MemoryCheck.cacheFolder())).isTrue();
        assertThat(MemoryCheck.isUnpacked(empty)).isFalse();
    }
}
