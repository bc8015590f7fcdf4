// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffusion4j.format.ByteContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLayerTest {
    @TempDir
    private Path folder;

    private static ByteContent text(String text) {
        return ByteContent.of(() -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void replacingShowsTheOldOrTheNewContentWhateverMomentTheCrashTakes() throws IOException {
        Path file = folder.resolve("a.txt");
        boolean crashed = true;
        for (int crashAt = 0; crashed; crashAt++) {
            Files.writeString(file, "old");
            CrashingFiles files = new CrashingFiles(crashAt);
            try {
                files.replace(file, text("new content"));
            } catch (IOException e) {
                assertThat(e).hasMessage("the machine is off");
            }
            crashed = files.hasCrashed();
            files.losePower();
            assertThat(Files.readString(file)).isIn("old", "new content");
        }
        assertThat(file).hasContent("new content");
        FileLayer.disk().replace(file, text("newer"));
        assertThat(file).hasContent("newer");
    }

    @Test
    void removingAFolderDoesNotFollowLinks() throws IOException {
        Path kept =
                Files.createFile(Files.createDirectory(folder.resolve("kept")).resolve("file"));
        Path removed = Files.createDirectories(folder.resolve("removed/inner"));
        Files.createSymbolicLink(removed.resolve("link"), kept.getParent());
        Files.createSymbolicLink(removed.resolve("dead"), folder.resolve("nowhere"));
        FileLayer.disk().deleteTree(folder.resolve("removed"));
        assertThat(folder.resolve("removed")).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void aFileThatIsLargerThanExpectedIsNotRead() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "12345");
        assertThat(FileLayer.disk().read(file, 5)).hasSize(5);
        assertThatThrownBy(() -> FileLayer.disk().read(file, 4))
                .isInstanceOf(IOException.class)
                .hasMessage("it has 5 bytes, at most 4 are expected");
    }

    @Test
    void appendingMakesTheFileAndGoesOnAtItsEnd() throws IOException {
        Path file = folder.resolve("log");
        for (String piece : new String[] {"a", "bc"}) {
            try (FileLayer.Output out = FileLayer.disk().append(file)) {
                text(piece).writeTo(out);
                assertThat(out.isOpen()).isTrue();
            }
        }
        assertThat(file).hasContent("abc");
        assertThat(FileLayer.disk().usableBytes(folder)).isPositive();
    }

    @Test
    void amountsAreShownAsPeopleReadThem() {
        assertThat(Sizes.shown(999)).isEqualTo("999 bytes");
        assertThat(Sizes.shown(1000)).isEqualTo("1.0 kB");
        assertThat(Sizes.shown(999_960)).isEqualTo("1.0 MB");
        assertThat(Sizes.shown(412_345_678)).isEqualTo("412.3 MB");
        assertThat(Sizes.shown(Long.MAX_VALUE)).isEqualTo("9223372.0 TB");
    }
}
