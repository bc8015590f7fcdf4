// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.format.ByteSource;
import org.diffusion4j.format.NamedArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A PyTorch file that was changed at random is refused in a sentence, or all its tensors are read; nothing else happens, and
 * within a heap that is set for the whole run.
 */
class StateDictFuzzTest {
    private static final List<byte[]> FILES = List.of(
            TorchFiles.bytes("kinds.pth"),
            TorchFiles.bytes("kinds-old.pth"),
            TorchFiles.bytes("newer.pth"),
            TorchFiles.bytes("two.pth"),
            TorchFiles.bytes("checkpoint.pth"));

    /** What makes a pickle do something: instructions, names, numbers that hurt. */
    private static final List<byte[]> PIECES = List.of(
            latin("(((("),
            latin("t"),
            latin("]\u0094"),
            latin("}"),
            latin(")R"),
            latin("\u0081"),
            latin("b"),
            latin("h\0"),
            latin("q\1"),
            latin("u"),
            latin("e"),
            latin("2\u0086"),
            latin("Q"),
            latin("."),
            latin("cos\nsystem\n"),
            latin("ctorch\nSize\n"),
            latin("ctorch\nfloat8_e5m2\n"),
            latin("ctorch._utils\n_rebuild_tensor_v3\n"),
            latin("ccollections\nOrderedDict\n"),
            latin("c_codecs\nencode\n"),
            latin("J\u00ff\u00ff\u00ff\u00ff"),
            latin("\u008a\b\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f"),
            latin("X\u00ff\u00ff\u00ff\u00ff"),
            latin("N"));

    /** The outcome of a run. */
    private record Figures(int refused, int read, long longestNanos) {}

    @Test
    void tenThousandChangedFilesEndWithNothingButASentence() {
        Figures figures = mutate(10_000, new Random(1));
        assertThat(figures.refused()).isBetween(4_000, 9_800);
    }

    @Test
    @Tag("slow")
    void aMillionChangedFilesEndWithNothingButASentence() {
        long begin = System.nanoTime();
        Figures figures = mutate(1_000_000, new Random(2));
        System.out.printf(
                "1000000 changed PyTorch files: %d refused, %d read, %.0f s, the slowest %.0f ms, heap of at most %d MB%n",
                figures.refused(),
                figures.read(),
                (System.nanoTime() - begin) / 1e9,
                figures.longestNanos() / 1e6,
                Runtime.getRuntime().maxMemory() >> 20);
        assertThat(figures.refused()).isBetween(400_000, 980_000);
    }

    private static Figures mutate(int count, Random random) {
        List<PickledZip> archives = new ArrayList<>();
        FILES.stream().filter(file -> file[0] == 'P').forEach(file -> archives.add(archive(file)));
        int refused = 0;
        long longest = 0;
        for (int i = 0; i < count; i++) {
            // Half of the time only the pickle is changed, so that the archive around it is whole.
            byte[] bytes;
            if (random.nextBoolean()) {
                PickledZip archive = archives.get(random.nextInt(archives.size()));
                bytes = archive.bytes(changed(archive.pickle(), random));
            } else {
                bytes = changed(FILES.get(random.nextInt(FILES.size())), random);
            }
            long begin = System.nanoTime();
            if (isRefused(bytes)) {
                refused++;
            }
            longest = Math.max(longest, System.nanoTime() - begin);
        }
        return new Figures(refused, count - refused, longest);
    }

    private static PickledZip archive(byte[] file) {
        try {
            ByteSource source = ByteSource.of(ByteBuffer.wrap(file));
            Checksums checksums = new Checksums("fuzzed", source);
            PickledZip archive = null;
            for (Map.Entry<String, FilePart> entry :
                    ZipDirectory.read("fuzzed", source).entrySet()) {
                ByteBuffer content = checksums.content(entry.getValue());
                byte[] bytes = new byte[content.remaining()];
                content.get(bytes);
                String name = entry.getKey().substring(entry.getKey().indexOf('/') + 1);
                archive = archive == null ? new PickledZip(bytes) : archive.with(name, bytes);
            }
            if (archive == null) {
                throw new IllegalArgumentException("an archive without entries");
            }
            return archive;
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    private static boolean isRefused(byte[] bytes) {
        try (StateDictFile file = StateDictFile.of("changed", ByteBuffer.wrap(bytes))) {
            for (NamedArray array : file.arrays().values()) {
                assertThat(file.bytes(array.name()).remaining()).isEqualTo(array.bufferBytes());
            }
            return false;
        } catch (FormatException | ConfigException e) {
            assertThat(e).hasMessageStartingWith("changed ");
            return true;
        }
    }

    private static byte[] changed(byte[] bytes, Random random) {
        byte[] changed = bytes;
        for (int changes = random.nextInt(3); changes >= 0; changes--) {
            changed = change(changed, random);
        }
        return changed;
    }

    private static byte[] change(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        int at = random.nextInt(bytes.length + 1);
        switch (random.nextInt(5)) {
            case 0 -> changed[Math.min(at, bytes.length - 1)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[Math.min(at, bytes.length - 1)] = (byte) random.nextInt();
            case 2 -> changed = random.nextInt(10) == 0 ? Arrays.copyOf(bytes, Math.max(1, at)) : changed;
            case 3 -> changed = spliced(bytes, at, PIECES.get(random.nextInt(PIECES.size())), 0);
            default -> changed = spliced(bytes, at, new byte[0], random.nextInt(8));
        }
        return changed;
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] piece, int removed) {
        int rest = Math.min(bytes.length, at + removed);
        byte[] out = ByteBuffer.allocate(at + piece.length + bytes.length - rest)
                .put(bytes, 0, at)
                .put(piece)
                .put(bytes, rest, bytes.length - rest)
                .array();
        return out.length == 0 ? new byte[1] : out;
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
