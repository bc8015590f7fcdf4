// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.diffusion4j.error.FormatException.shown;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.pickle.PickleWriter;

/**
 * Writes a state dict that PyTorch 1.6 and later read with {@code torch.load(file, weights_only=True)}: a dict of tensors in the
 * order given, each with a storage of its own. The form has no place for metadata. The arrays are asked for their bytes
 * one after another, so that a file may be larger than memory.
 */
public final class StateDictWriter {
    private static final String FOLDER = "archive/";

    private final List<NamedArray> arrays;

    /**
     * Prepares a file; no array is asked for its bytes yet.
     *
     * @throws FormatException if two arrays have one name, or PyTorch has no such element type
     */
    public StateDictWriter(Collection<NamedArray> arrays) {
        this.arrays = List.copyOf(arrays);
        Set<String> names = new HashSet<>();
        for (NamedArray array : arrays) {
            if (!names.add(array.name())) {
                throw new FormatException("two arrays are called %s, and names in a file are unique. Rename one."
                        .formatted(shown(array.name())));
            }
            if (!TorchNames.DTYPES.containsKey(array.dtype())) {
                throw new FormatException(
                        "array %s has elements of type %s, which PyTorch's files cannot hold. Write a .safetensors file."
                                .formatted(shown(array.name()), array.dtype()));
            }
        }
    }

    /**
     * Writes the file.
     *
     * @throws IOException if {@code out} refuses the bytes
     * @throws org.diffusion4j.error.ShapeException if an array delivers more or fewer bytes than its shape needs
     */
    public void writeTo(WritableByteChannel out) throws IOException {
        ZipWriter zip = new ZipWriter(out);
        add(zip, "data.pkl", pickle());
        add(zip, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < arrays.size(); i++) {
            NamedArray array = arrays.get(i);
            zip.add(FOLDER + "data/" + i, array.byteCount(), array::writeTo);
        }
        add(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
        zip.finish();
    }

    private static void add(ZipWriter zip, String name, byte[] content) throws IOException {
        zip.add(FOLDER + name, content.length, ByteContent.of(() -> ByteBuffer.wrap(content)));
    }

    private byte[] pickle() {
        PickleWriter out = new PickleWriter().emptyDict().mark();
        for (int i = 0; i < arrays.size(); i++) {
            out.text(arrays.get(i).name());
            tensor(out, arrays.get(i), String.valueOf(i));
        }
        return out.setItems().finish();
    }

    /** Types that have a class of storages are written in the way that all versions read. */
    private static void tensor(PickleWriter out, NamedArray array, String key) {
        String storage = TorchNames.STORAGES.get(array.dtype());
        int elementBytes = array.dtype().bits() / Byte.SIZE;
        out.global("torch._utils", storage == null ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2")
                .mark();
        out.mark().text("storage");
        if (storage == null) {
            out.global("torch.storage", "UntypedStorage");
        } else {
            out.global("torch", storage);
        }
        out.text(key)
                .text("cpu")
                .integer(storage == null ? array.byteCount() : array.byteCount() / elementBytes)
                .tuple()
                .persistent();
        out.integer(0);
        numbers(out, array.shape());
        numbers(out, strides(array));
        out.bool(false); // needs no gradient
        out.global("collections", "OrderedDict").mark().tuple().call(); // hooks: none
        if (storage == null) {
            out.global("torch", Objects.requireNonNull(TorchNames.DTYPES.get(array.dtype())));
        }
        out.tuple().call();
    }

    private static void numbers(PickleWriter out, List<Long> numbers) {
        out.mark();
        numbers.forEach(out::integer);
        out.tuple();
    }

    /** Row by row without a gap; what an array without elements states does not matter. */
    private static List<Long> strides(NamedArray array) {
        Long[] strides = new Long[array.shape().size()];
        long stride = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= array.byteCount() == 0 ? 1 : array.shape().get(i);
        }
        return List.of(strides);
    }
}
