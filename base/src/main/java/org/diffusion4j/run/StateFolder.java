// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.SafeTensorsWriter;
import org.diffusion4j.format.TensorInfo;

/** One folder with one state: how it is named, written and checked. */
record StateFolder(Path path, FileLayer files) {
    private static final Pattern NAME = Pattern.compile("step-(\\d{9,18})");
    private static final int MAX_MANIFEST_BYTES = 256 << 20;
    private static final int CHUNK_BYTES = 1 << 20;

    /** The folder name of a step; names sort like steps. */
    static String name(long step) {
        return String.format(Locale.ROOT, "step-%09d", step);
    }

    /** The step of a folder name; empty for names that {@link #name} does not make. */
    static OptionalLong step(Path folder) {
        Matcher matcher = NAME.matcher(folder.getFileName().toString());
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /** The states in a folder, by name alone. */
    static List<Path> newestFirst(Path folder, FileLayer files) throws IOException {
        return files.list(folder).stream()
                .filter(path -> step(path).isPresent())
                .sorted(Comparator.comparingLong(StateFolder::stepOf).reversed())
                .toList();
    }

    /** The step of a folder that {@link #newestFirst} lists. */
    static long stepOf(Path folder) {
        return step(folder).orElseThrow();
    }

    Path part(String part) {
        return path.resolve(part + ".safetensors");
    }

    /** Writes all files and returns when they have reached the disk. The folder must be new. */
    void write(State state, Map<String, SafeTensorsWriter> writers) throws IOException {
        files.createFolder(path);
        Map<String, StateManifest.Part> parts = new LinkedHashMap<>();
        for (Map.Entry<String, SafeTensorsWriter> writer : writers.entrySet()) {
            parts.put(writer.getKey(), written(part(writer.getKey()), writer.getValue()));
        }
        try (FileLayer.Output out = files.create(path.resolve(StateManifest.FILE))) {
            ByteBuffer manifest = ByteBuffer.wrap(StateManifest.of(state, parts).encoded());
            while (manifest.hasRemaining()) {
                out.write(manifest);
            }
            out.sync();
        }
        files.syncFolder(path);
    }

    private StateManifest.Part written(Path file, SafeTensorsWriter writer) throws IOException {
        List<Long> lengths = new ArrayList<>(List.of((long) writer.dataBegin()));
        writer.entries().values().stream().map(TensorInfo::byteCount).forEach(lengths::add);
        SegmentSums sums = new SegmentSums(lengths);
        try (FileLayer.Output out = files.create(file)) {
            writer.writeTo(new SummedChannel(out, sums));
            out.sync();
        }
        return StateManifest.Part.of(List.copyOf(writer.entries().keySet()), lengths, sums.sums());
    }

    /** The manifest alone, checked against itself and the folder's name. */
    StateManifest manifest() throws DamagedStateException {
        StateManifest manifest;
        try {
            manifest = StateManifest.decoded(files.read(path.resolve(StateManifest.FILE), MAX_MANIFEST_BYTES));
        } catch (IOException e) {
            throw unreadable(StateManifest.FILE, e);
        }
        if (!name(manifest.step()).equals(path.getFileName().toString())) {
            throw new DamagedStateException("it holds step %d".formatted(manifest.step()));
        }
        return manifest;
    }

    /** Reads every byte of every file and compares it with its checksum. */
    void verify(StateManifest manifest) throws DamagedStateException {
        for (Map.Entry<String, StateManifest.Part> part : manifest.parts().entrySet()) {
            verify(part.getKey(), part.getValue());
        }
    }

    private void verify(String name, StateManifest.Part part) throws DamagedStateException {
        Path file = part(name);
        List<StateManifest.Sum> wanted = part.segments();
        SegmentSums sums =
                new SegmentSums(wanted.stream().map(StateManifest.Sum::bytes).toList());
        try (SeekableByteChannel in = files.open(file)) {
            if (in.size() != part.byteCount()) {
                throw new DamagedStateException(
                        "'%s' has %d bytes instead of %d".formatted(file.getFileName(), in.size(), part.byteCount()));
            }
            ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(in.size(), CHUNK_BYTES));
            for (long left = in.size(); left > 0; left -= chunk.limit()) {
                fill(in, chunk.clear().limit((int) Math.min(left, CHUNK_BYTES)));
                sums.update(chunk.flip());
            }
        } catch (IOException e) {
            throw unreadable(file.getFileName().toString(), e);
        }
        List<String> arrays = List.copyOf(part.arrays().keySet());
        for (int i = 0; i < wanted.size(); i++) {
            if (!wanted.get(i).crc32c().equals(sums.sums().get(i))) {
                throw new DamagedStateException(
                        i == 0
                                ? "checksum of the header of '%s' differs".formatted(file.getFileName())
                                : "checksum of '%s/%s' differs".formatted(name, arrays.get(i - 1)));
            }
        }
    }

    private static void fill(ReadableByteChannel in, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (in.read(buffer) < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
    }

    private static DamagedStateException unreadable(String file, IOException e) {
        return new DamagedStateException("'%s' cannot be read: %s".formatted(file, StorageException.reason(e)));
    }
}
