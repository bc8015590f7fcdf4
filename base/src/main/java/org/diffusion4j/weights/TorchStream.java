// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.diffusion4j.error.FormatException.shown;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diffusion4j.format.ByteSource;
import org.diffusion4j.format.DType;
import org.diffusion4j.pickle.PickleReader;

/**
 * The form before PyTorch 1.6: five pickles in a row (a magic number, the form's version, facts about the machine, the
 * value, the keys of its storages), then each storage as its number of elements and their bytes.
 */
final class TorchStream {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    private TorchStream() {}

    static TorchContent read(String file, ByteSource source) throws IOException {
        ByteBuffer in = source.slice(0, (int) Math.min(source.size(), Integer.MAX_VALUE));
        TorchGlobals globals = new TorchGlobals(file);
        PickleReader pickles = new PickleReader(file, globals, globals::storage, PickleReader.USUAL_MAX_OBJECTS);
        if (!MAGIC.equals(pickles.read(in)) || !Long.valueOf(VERSION).equals(pickles.read(in))) {
            throw StateDictFile.invalid(file, "it is a pickle, but none that torch.save wrote");
        }
        if (pickles.read(in) instanceof Map<?, ?> machine && Boolean.FALSE.equals(machine.get("little_endian"))) {
            throw TorchZip.bigEndian(file);
        }
        Object root = pickles.read(in);
        if (!(pickles.read(in) instanceof List<?> keys)) {
            throw StateDictFile.invalid(file, "the list of its storages is missing");
        }
        return new TorchContent(
                "PyTorch state dict of before 1.6",
                root,
                storages(file, source, globals.storages(), keys, in.position()));
    }

    private static Map<Storage, FilePart> storages(
            String file, ByteSource source, Map<String, Storage> used, List<?> keys, long first) throws IOException {
        Map<Storage, FilePart> storages = new HashMap<>();
        long at = first;
        for (Object key : keys) {
            Storage storage = key instanceof String text ? used.get(text) : null;
            if (storage == null) {
                throw StateDictFile.invalid(file, "it lists a storage that no tensor uses");
            }
            if (source.size() - at < Long.BYTES) {
                throw StateDictFile.invalid(file, "it is cut short");
            }
            long elements =
                    source.slice(at, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
            at += Long.BYTES;
            int elementBytes = storage.dtype().orElse(DType.U8).bits() / Byte.SIZE;
            if (elements != storage.byteCount() / elementBytes || storage.byteCount() > source.size() - at) {
                throw StateDictFile.invalid(
                        file,
                        "the storage %s has %d elements, and its tensors need %d bytes of the %d that are left"
                                .formatted(shown(storage.key()), elements, storage.byteCount(), source.size() - at));
            }
            if (storages.put(storage, new FilePart(storage.key(), at, storage.byteCount(), 0)) != null) {
                throw StateDictFile.invalid(file, "it lists the storage %s twice".formatted(shown(storage.key())));
            }
            at += storage.byteCount();
        }
        if (storages.size() != used.size()) {
            throw StateDictFile.invalid(file, "it holds %d of %d storages".formatted(storages.size(), used.size()));
        }
        return storages;
    }
}
