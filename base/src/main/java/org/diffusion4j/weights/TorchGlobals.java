// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.diffusion4j.error.FormatException.shown;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.format.DType;
import org.diffusion4j.pickle.PickleFunction;
import org.diffusion4j.pickle.PickleGlobals;
import org.diffusion4j.pickle.PickleNone;

/** The few names of PyTorch that stand for tensors. All others are refused, so no class of a file is ever made. */
final class TorchGlobals implements PickleGlobals {
    private static final int MAX_DIMENSIONS = 64;

    /** What a storage's class says of its elements. */
    private record StorageClass(Optional<DType> dtype) {}

    /** What is only mentioned: classes of storages, types of elements. */
    private static final Map<String, Object> CONSTANTS = constants();

    private final String file;
    private final Map<String, PickleFunction> functions = Map.of(
            "torch._utils._rebuild_tensor", this::tensor,
            "torch._utils._rebuild_tensor_v2", this::tensor,
            "torch._utils._rebuild_tensor_v3", this::tensorWithType,
            "torch._utils._rebuild_parameter", this::parameter,
            "torch._utils._rebuild_parameter_with_state", this::parameter,
            "torch.Size", arguments -> numbers(at(arguments, 0)));
    private final Map<String, Storage> storages = new LinkedHashMap<>();

    TorchGlobals(String file) {
        this.file = file;
    }

    private static Map<String, Object> constants() {
        Map<String, Object> constants = new HashMap<>();
        TorchNames.STORAGES.forEach((dtype, name) -> {
            constants.put(TorchNames.MODULE + name, new StorageClass(Optional.of(dtype)));
            constants.put(TorchNames.MODULE + "cuda." + name, new StorageClass(Optional.of(dtype)));
        });
        constants.put(TorchNames.MODULE + TorchNames.UNTYPED, new StorageClass(Optional.empty()));
        TorchNames.DTYPES.forEach((dtype, name) -> constants.put(TorchNames.MODULE + name, dtype));
        return constants;
    }

    /** All storages that were mentioned, by their key. */
    Map<String, Storage> storages() {
        return Collections.unmodifiableMap(storages);
    }

    @Override
    public Object find(String name) {
        PickleFunction function = functions.get(name);
        Object value = function == null ? CONSTANTS.get(name) : function;
        if (value == null) {
            throw refused(name);
        }
        return value;
    }

    /**
     * What a pickle says of content outside of it: {@code ("storage", class, key, device, elements)}, in old files with a
     * view at the end.
     */
    Object storage(Object id) {
        if (!(id instanceof List<?> parts)
                || parts.size() < 5
                || !parts.get(0).equals("storage")
                || !(parts.get(1) instanceof StorageClass type)
                || !(parts.get(2) instanceof String key)
                || !(parts.get(4) instanceof Long elements)) {
            throw damaged("it refers to something else than the content of a tensor");
        }
        if (parts.size() > 5 && parts.get(5) != PickleNone.NONE) {
            throw damaged("it stores views in a form that PyTorch gave up in 2018");
        }
        try {
            long byteCount = type.dtype().orElse(DType.U8).byteCount(List.of(elements));
            Storage storage = new Storage(key, type.dtype(), byteCount);
            Storage before = storages.putIfAbsent(key, storage);
            if (before != null && !before.equals(storage)) {
                throw damaged("it gives the storage %s two sizes".formatted(shown(key)));
            }
            return storage;
        } catch (ShapeException e) {
            throw damaged("the storage %s has no possible size".formatted(shown(key)));
        }
    }

    /** Storage, offset, sizes, strides; what follows concerns learning. */
    private Object tensor(List<?> arguments) {
        Storage storage = storageOf(arguments);
        return tensor(
                arguments,
                storage,
                storage.dtype().orElseThrow(() -> damaged("a tensor does not say the type of its elements")));
    }

    /** As {@link #tensor(List)}, with the element type at the seventh place. */
    private Object tensorWithType(List<?> arguments) {
        if (at(arguments, 6) instanceof DType dtype) {
            return tensor(arguments, storageOf(arguments), dtype);
        }
        throw damaged("a tensor does not say the type of its elements");
    }

    private StridedTensor tensor(List<?> arguments, Storage storage, DType dtype) {
        if (!(at(arguments, 1) instanceof Long offset)) {
            throw damaged("a tensor has no offset");
        }
        try {
            return new StridedTensor(dtype, storage, offset, numbers(at(arguments, 2)), numbers(at(arguments, 3)));
        } catch (ShapeException e) {
            throw new FormatException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** A parameter is its tensor; what else is known of it concerns learning. */
    private Object parameter(List<?> arguments) {
        if (at(arguments, 0) instanceof StridedTensor tensor) {
            return tensor;
        }
        throw damaged("a parameter has no tensor");
    }

    private Storage storageOf(List<?> arguments) {
        if (at(arguments, 0) instanceof Storage storage) {
            return storage;
        }
        throw damaged("a tensor has no storage");
    }

    private List<Long> numbers(Object value) {
        if (!(value instanceof List<?> list) || list.size() > MAX_DIMENSIONS) {
            throw damaged("a tensor has no list of at most %d sizes".formatted(MAX_DIMENSIONS));
        }
        List<Long> numbers = new ArrayList<>();
        for (Object one : list) {
            if (!(one instanceof Long number)) {
                throw damaged("a tensor has a size that is no whole number");
            }
            numbers.add(number);
        }
        return numbers;
    }

    private Object at(List<?> arguments, int index) {
        if (index >= arguments.size()) {
            throw damaged("a tensor is described by %d values only".formatted(arguments.size()));
        }
        return arguments.get(index);
    }

    private FormatException damaged(String why) {
        return StateDictFile.invalid(file, why);
    }

    private FormatException refused(String name) {
        String load = name.startsWith("__torch__.")
                ? "torch.jit.load('%s')".formatted(file)
                : "torch.load('%s', weights_only=False)".formatted(file);
        return new FormatException(
                "%s holds an object of the class %s, and only tensors in dicts, lists and tuples are read. If it is a whole module that you trust, save its weights in Python with torch.save(%s.state_dict(), 'weights.pth') and give that file."
                        .formatted(file, shown(name), load));
    }
}
