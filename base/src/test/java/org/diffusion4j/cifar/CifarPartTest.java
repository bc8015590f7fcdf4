// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CifarPartTest {
    @TempDir
    Path folder;

    /** Records of a set: picture i of a file holds the byte (file + i) everywhere and has a label made of i. */
    private static byte[] records(CifarKind kind, int file, int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            for (int label = 0; label < kind.labels(); label++) {
                out.write((file + i) % kind.classes(label));
            }
            byte[] picture = new byte[CifarKind.PICTURE_BYTES];
            Arrays.fill(picture, (byte) (10 * file + i));
            out.writeBytes(picture);
        }
        return out.toByteArray();
    }

    private static Map<String, byte[]> ten() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 5; i >= 1; i--) { // an archive need not have them in their order
            files.put("data_batch_%d.bin".formatted(i), records(CifarKind.CIFAR10, i, 3));
        }
        files.put("test_batch.bin", records(CifarKind.CIFAR10, 6, 2));
        files.put("readme.html", "read me".getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static byte[] packed(String inside, Map<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(inside + "/" + file.getKey());
                entry.setSize(file.getValue().length);
                entry.setModTime(0);
                entry.setUserName("");
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private Path unpacked(String inside, Map<String, byte[]> files) throws IOException {
        Path target = Files.createDirectories(folder.resolve(inside));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(target.resolve(file.getKey()), file.getValue());
        }
        return target;
    }

    private static void requireTen(CifarPart train) {
        assertThat(train.size()).isEqualTo(15);
        assertThat(train.picture(7)).hasSize(3072).containsOnly(31); // the second of the third file
        assertThat(train.label(7, 0)).isEqualTo(4);
        assertThat(train.classes(0)).hasSize(10).startsWith("airplane").endsWith("truck");
        assertThat(train.unused()).singleElement().asString().endsWith("readme.html");
    }

    @Test
    void tenClassesAreReadFromAFolderTheFolderAboveAndAnArchive() throws IOException {
        Path inner = unpacked("cifar-10-batches-bin", ten());
        requireTen(CifarPart.read(CifarKind.CIFAR10, inner, true));
        requireTen(CifarPart.read(CifarKind.CIFAR10, folder, true));
        Path archive = Files.write(folder.resolve("cifar-10-binary.tar.gz"), packed("cifar-10-batches-bin", ten()));
        requireTen(CifarPart.read(CifarKind.CIFAR10, archive, true));
        assertThat(CifarPart.read(CifarKind.CIFAR10, archive, false).size()).isEqualTo(2);
        assertThat(CifarPart.isAt(CifarKind.CIFAR10, archive)).isTrue();
        assertThat(CifarPart.isAt(CifarKind.CIFAR10, folder)).isTrue();
        assertThat(CifarPart.isAt(CifarKind.CIFAR100, inner)).isFalse();
    }

    @Test
    void aHundredClassesHaveTwoLabelsAndTheirNames() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("train.bin", records(CifarKind.CIFAR100, 30, 4));
        files.put("test.bin", records(CifarKind.CIFAR100, 1, 1));
        StringBuilder fine = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            fine.append("kind ").append(i).append("\n");
        }
        files.put("fine_label_names.txt", fine.append("\n").toString().getBytes(StandardCharsets.UTF_8));
        CifarPart train = CifarPart.read(CifarKind.CIFAR100, unpacked("cifar-100-binary", files), true);
        assertThat(train.size()).isEqualTo(4);
        assertThat(train.label(2, 0)).isEqualTo(32 % 20);
        assertThat(train.label(2, 1)).isEqualTo(32);
        assertThat(train.classes(1).get(99)).isEqualTo("kind 99");
        assertThat(train.classes(0)).hasSize(20).contains("class 19"); // no file says them
        assertThat(train.picture(3)).containsOnly((byte) (300 + 3));
    }

    @Test
    void whatIsNotWholeIsRefusedInASentence() throws IOException {
        Map<String, byte[]> files = ten();
        files.remove("data_batch_3.bin");
        Path missing = unpacked("missing", files);
        assertThatThrownBy(() -> CifarPart.read(CifarKind.CIFAR10, missing, true))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'%s' lacks data_batch_3 of CIFAR10. Give the folder 'cifar-10-batches-bin' or 'cifar-10-batches-py', or its archive."
                                .formatted(missing));
        assertThat(CifarPart.read(CifarKind.CIFAR10, missing, false).size()).isEqualTo(2);
        files.put("data_batch_3.bin", new byte[3000]);
        Path cut = unpacked("cut", files);
        assertThatThrownBy(() -> CifarPart.read(CifarKind.CIFAR10, cut, true))
                .hasMessage(
                        "'data_batch_3.bin' in '%s' has 3,000 bytes, which are no whole records of 3,073. The file was cut short; copy it again."
                                .formatted(cut));
        byte[] wrong = records(CifarKind.CIFAR10, 3, 3);
        wrong[3073] = 10;
        files.put("data_batch_3.bin", wrong);
        Path labels = unpacked("labels", files);
        assertThatThrownBy(() -> CifarPart.read(CifarKind.CIFAR10, labels, true))
                .hasMessage(
                        "picture 7 of '%s' has the label 10, and CIFAR10 counts 10 classes. The file is damaged or of another set."
                                .formatted(labels));
        files.put("batches.meta.txt", "cat\ndog\n".getBytes(StandardCharsets.UTF_8));
        Path names = unpacked("names", files);
        assertThatThrownBy(() -> CifarPart.read(CifarKind.CIFAR10, names, false))
                .hasMessage(
                        "'%s' has names for 2 classes, and CIFAR10 has 10. Copy the file with the names again, or remove it to use the usual ones."
                                .formatted(names));
        Path file = Files.writeString(folder.resolve("file"), "text");
        assertThatThrownBy(() -> CifarPart.read(CifarKind.CIFAR100, file, true))
                .hasMessage(
                        "'%s' is neither a folder nor a .tar.gz archive, and CIFAR100 is one of them. Give the folder 'cifar-100-binary' or 'cifar-100-python', or its archive."
                                .formatted(file));
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> CifarPart.read(CifarKind.CIFAR100, none, true))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "'%s' cannot be read (no such file or folder). Check that it exists and that you may read it."
                                .formatted(none));
    }

    private static byte[] python(String name) {
        try (var in = Objects.requireNonNull(CifarPartTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"python2", "python3-2", "python3-4", "python3-5"})
    void pickledBatchesAreReadAsData(String form) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 1; i <= 5; i++) {
            files.put("data_batch_" + i, python(form));
        }
        files.put("test_batch", python(form));
        files.put("readme.html", new byte[0]);
        Path archive = Files.write(folder.resolve("cifar-10-python.tar.gz"), packed("cifar-10-batches-py", files));
        for (Path path : List.of(unpacked("cifar-10-batches-py", files), archive)) {
            assertThat(CifarPart.isAt(CifarKind.CIFAR10, path)).isTrue();
            CifarPart train = CifarPart.read(CifarKind.CIFAR10, path, true);
            assertThat(train.size()).isEqualTo(10);
            assertThat(train.label(2, 0)).isEqualTo(3);
            assertThat(train.label(9, 0)).isEqualTo(9);
            byte[] second = train.picture(3);
            for (int j = 0; j < 3072; j++) {
                assertThat(second[j]).isEqualTo((byte) (7 + j));
            }
            assertThat(train.classes(0)).startsWith("airplane");
            assertThat(train.unused()).singleElement().asString().endsWith("readme.html");
        }
    }

    @Test
    void aHundredPickledClassesHaveNamesToo() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("train", python("hundred"));
        files.put("meta", python("meta"));
        CifarPart train = CifarPart.read(CifarKind.CIFAR100, unpacked("cifar-100-python", files), true);
        assertThat(train.size()).isEqualTo(2);
        assertThat(List.of(train.label(1, 0), train.label(1, 1))).containsExactly(2, 9);
        assertThat(train.classes(0)).hasSize(20).contains("coarse 19");
        assertThat(train.classes(1)).hasSize(100).contains("fine 99");
    }

    private String refused(byte[] file) {
        try {
            new CifarPickle("'test'", file).records(CifarKind.CIFAR10);
            return "read";
        } catch (FormatException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void pickledPicturesThatAreNoneAreRefusedInASentence() {
        assertThat(refused(python("signed")))
                .isEqualTo(
                        "'test' is no file of the Python version of CIFAR (its array is none of bytes in C order). Copy it again.");
        assertThat(refused(python("meta")))
                .isEqualTo("'test' is no file of the Python version of CIFAR (it has no 'data'). Copy it again.");
        assertThat(refused(python("hundred")))
                .isEqualTo("'test' is no file of the Python version of CIFAR (it has no 'labels'). Copy it again.");
        assertThat(refused("\u0080\u0002cos\nsystem\n.".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(
                        "'test' holds an object of the class 'os.system', and only plain data are read. Save it in Python as dicts, lists, numbers and texts.");
        String text = new String(python("python2"), StandardCharsets.ISO_8859_1);
        assertThat(refused(text.replace("K\u0003K\te", "K\u0003K\ne").getBytes(StandardCharsets.ISO_8859_1)))
                .contains("(picture 1 has something else than a label of 10 classes in 'labels')");
        assertThat(refused(text.replace("K\u0003K\te", "K\u0003e").getBytes(StandardCharsets.ISO_8859_1)))
                .contains("(there are 2 pictures and 1 'labels')");
    }

    @Test
    void changedPicklesAreReadOrRefused() {
        SplittableRandom random = new SplittableRandom(6);
        int read = 0;
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = python(
                    List.of("python2", "python3-2", "python3-4", "python3-5").get(round % 4));
            for (int i = random.nextInt(3); i >= 0; i--) {
                int place = random.nextInt(200);
                bytes[random.nextBoolean() ? place : bytes.length - 1 - place] = (byte) random.nextInt(256);
            }
            String answer = refused(bytes);
            assertThat(answer).matches("(?s)read|.*'test'.*");
            read += answer.equals("read") ? 1 : 0;
        }
        assertThat(read).isBetween(300, 2_900);
    }

    @Test
    void anArchiveThatSaysMoreThanItHasIsRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            TarArchiveEntry entry = new TarArchiveEntry("cifar-10-batches-bin/test_batch.bin");
            entry.setSize(TarGz.MAX_BYTES);
            byte[] header = new byte[512];
            entry.writeEntryHeader(header);
            gzip.write(header);
        }
        Path archive = Files.write(folder.resolve("big.tar.gz"), out.toByteArray());
        assertThatThrownBy(() -> CifarPart.read(CifarKind.CIFAR10, archive, false))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "the archive '%s' has more than 100,000 entries or 2,147,483,648 bytes. Unpack it, and give its folder."
                                .formatted(archive));
    }

    @Test
    void aDamagedFileOfAnArchiveIsNamedWithItsArchive() throws IOException {
        byte[] bytes = packed("cifar-10-batches-py", Map.of("data_batch_2", new byte[0]));
        Path archive = Files.write(folder.resolve("py.tar.gz"), bytes);
        assertThatThrownBy(() -> CifarPart.read(CifarKind.CIFAR10, archive, true))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(
                        "'cifar-10-batches-py/data_batch_2' in '%s' holds no Python pickle that can be read"
                                .formatted(archive));
    }

    /** Bytes that cannot be packed stand in the archive as they are, where a changed one harms nothing but the checksum. */
    @Test
    void aChangedByteOfAPictureIsSeenByTheChecksumOfItsArchive() throws IOException {
        Map<String, byte[]> files = ten();
        byte[] noise = records(CifarKind.CIFAR10, 1, 20);
        SplittableRandom random = new SplittableRandom(5);
        for (int at = 0; at < noise.length; at++) {
            noise[at] = (byte) (at % 3073 == 0 ? 1 : random.nextInt(256));
        }
        files.put("data_batch_5.bin", noise);
        byte[] bytes = packed("cifar-10-batches-bin", files);
        bytes[bytes.length - 20_000]++;
        Path archive = Files.write(folder.resolve("changed.tar.gz"), bytes);
        assertThatThrownBy(() -> CifarPart.read(CifarKind.CIFAR10, archive, true))
                .isInstanceOf(FormatException.class)
                .hasMessageMatching(
                        "the archive '.*changed.tar.gz' is damaged or cut short \\(.*\\)\\. Copy it again\\.");
    }

    @Test
    void whatStandsBehindTheEndOfAnArchiveIsBounded() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            for (int i = 0; i < 20; i++) {
                gzip.write(new byte[1 << 20]);
            }
        }
        Path archive = Files.write(folder.resolve("zeros.tar.gz"), out.toByteArray());
        assertThatThrownBy(() -> CifarPart.read(CifarKind.CIFAR10, archive, true))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "the archive '%s' is damaged or cut short (more than 16,777,216 bytes stand behind its end). Copy it again."
                                .formatted(archive));
    }

    @Test
    void changedArchivesAreReadOrRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(8);
        byte[] good = packed("cifar-10-batches-bin", ten());
        int refused = 0;
        for (int round = 0; round < 200; round++) {
            byte[] bytes = good.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[2 + random.nextInt(bytes.length - 2)] = (byte) random.nextInt(256);
            }
            bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, 2 + random.nextInt(bytes.length - 2)) : bytes;
            Path archive = Files.write(folder.resolve("m.tar.gz"), bytes);
            try {
                assertThat(CifarPart.read(CifarKind.CIFAR10, archive, true).size())
                        .isEqualTo(15);
            } catch (FormatException e) {
                refused++;
                assertThat(e).hasMessageContaining("m.tar.gz'");
            }
        }
        assertThat(refused).isBetween(100, 200);
    }
}
