// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.diffusion4j.error.FormatException.shown;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.format.ByteSource;
import org.diffusion4j.pickle.PickleReader;

/** The form since PyTorch 1.6: a zip archive with the pickle in {@code NAME/data.pkl} and storages in {@code NAME/data/}. */
final class TorchZip {
    private static final String PICKLE = "/data.pkl";

    private final String file;
    private final Map<String, FilePart> entries;
    private final Checksums checksums;

    private TorchZip(String file, ByteSource source, Checksums checksums) throws IOException {
        this.file = file;
        this.entries = ZipDirectory.read(file, source);
        this.checksums = checksums;
    }

    static TorchContent read(String file, ByteSource source, Checksums checksums) throws IOException {
        return new TorchZip(file, source, checksums).read();
    }

    private TorchContent read() throws IOException {
        String folder = folder();
        requireLittleEndian(folder);
        TorchGlobals globals = new TorchGlobals(file);
        Object root = new PickleReader(file, globals, globals::storage, PickleReader.USUAL_MAX_OBJECTS)
                .read(checksums.content(entry(folder + PICKLE)));
        Map<Storage, FilePart> storages = new HashMap<>();
        for (Storage storage : globals.storages().values()) {
            FilePart entry = entry(folder + "/data/" + storage.key());
            if (entry.byteCount() != storage.byteCount()) {
                throw StateDictFile.invalid(
                        file,
                        "the storage %s has %d bytes, and its tensors need %d"
                                .formatted(shown(storage.key()), entry.byteCount(), storage.byteCount()));
            }
            storages.put(storage, entry);
        }
        return new TorchContent("PyTorch state dict", root, storages);
    }

    /** All entries lie in one folder, which is called as the file once was. */
    private String folder() {
        List<String> pickles = entries.keySet().stream()
                .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
                .toList();
        if (pickles.size() != 1) {
            throw StateDictFile.invalid(
                    file, "it is a zip archive with %d files called data.pkl".formatted(pickles.size()));
        }
        return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    }

    private FilePart entry(String name) {
        FilePart entry = entries.get(name);
        if (entry == null) {
            throw StateDictFile.invalid(file, "its part %s is missing".formatted(shown(name)));
        }
        return entry;
    }

    /** Files of before 2023 do not say the order of bytes; they come from little-endian machines, as nearly all do. */
    private void requireLittleEndian(String folder) throws IOException {
        FilePart order = entries.get(folder + "/byteorder");
        if (order != null
                && !StandardCharsets.UTF_8
                        .decode(checksums.content(order))
                        .toString()
                        .equals("little")) {
            throw bigEndian(file);
        }
    }

    static FormatException bigEndian(String file) {
        return new FormatException(
                "%s was written on a big-endian machine, and only little-endian content is read. Load it in Python and save it again with torch.save on another machine."
                        .formatted(file));
    }
}
