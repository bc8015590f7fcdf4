// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diffusion4j.config.Node.Block;
import org.diffusion4j.config.Node.Scalar;
import org.diffusion4j.config.Node.Sequence;
import org.diffusion4j.error.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Gives nodes their types. A fault is noted and the reading goes on, so that all faults are told at once; a record is
 * made only when each of its parts is sound.
 */
final class Binder {
    /** Stands for a value that could not be had; the reason is among the problems. */
    private static final Object FAULTY = new Object();

    private final Problems problems;
    private final Map<String, Where> origins = new HashMap<>();

    Binder(Problems problems) {
        this.problems = problems;
    }

    /** The value of the whole recipe, or all that is wrong with it. */
    <R> R bind(Class<R> type, Node root) {
        Object value = bind(type, root, null, "");
        problems.throwIfAny();
        return type.cast(value);
    }

    /** Where the value of each key came from, under its path; what is not in the map is a standard value. */
    Map<String, Where> origins() {
        return origins;
    }

    /** The standard is what the enclosing block says about keys that are missing from this node. */
    private Object bind(Type type, Node node, @Nullable Node standard, String path) {
        Class<?> raw = Slot.raw(type);
        origins.put(path, node.where());
        if (raw == List.class) {
            return list(Slot.argument(type), node, path);
        }
        if (Family.is(raw)) {
            return member(raw, node, standard, path);
        }
        if (raw.isRecord()) {
            Block block = blockOf(node);
            return block == null
                    ? fault(node, path, "must be a block of keys but is " + node.described() + ".")
                    : record(raw, block, standard == null ? null : blockOf(standard), path, Set.of());
        }
        if (!Scalars.canRead(raw)) {
            throw new IllegalArgumentException("a recipe cannot hold a " + type.getTypeName() + " (" + path + ")");
        }
        try {
            return Scalars.read(raw, node);
        } catch (ConfigException e) {
            return fault(node, path, e.getMessage());
        }
    }

    private Object list(Type itemType, Node node, String path) {
        if (!(node instanceof Sequence list)) {
            return fault(node, path, "must be a list such as [1, 2] but is " + node.described() + ".");
        }
        if (Slot.raw(itemType) == List.class && !Scalars.canRead(Slot.raw(Slot.argument(itemType)))) {
            throw new IllegalArgumentException("a recipe cannot hold a list of " + itemType + " (" + path + ")");
        }
        List<Object> items = new ArrayList<>();
        for (Node item : list.items()) {
            items.add(bind(itemType, item, null, path + "." + items.size()));
        }
        return items.contains(FAULTY) ? FAULTY : List.copyOf(items);
    }

    private Object member(Class<?> type, Node node, @Nullable Node standard, String path) {
        Family family = Family.of(type);
        Block block = chosen(node);
        if (block == null) {
            return fault(node, path, "must be a block with the key 'kind' but is " + node.described() + ".");
        }
        Block usual = standard == null ? null : chosen(standard);
        Node usualKind = usual == null ? null : usual.entries().get(Node.KIND);
        Node kind = block.entries().getOrDefault(Node.KIND, usualKind);
        String kindPath = join(path, Node.KIND);
        if (kind == null) {
            return fault(
                    block,
                    kindPath,
                    "this key is missing. Choose one of: %s.".formatted(String.join(", ", family.names())));
        }
        String name = kind instanceof Scalar scalar ? scalar.text() : "";
        Class<?> chosen = family.members().get(name);
        if (chosen == null) {
            return fault(kind, kindPath, Scalars.notAmong(family.names(), kind, name));
        }
        origins.put(kindPath, kind.where());
        boolean isUsual = usualKind instanceof Scalar scalar && scalar.text().equals(name);
        return record(chosen, block, isUsual ? usual : null, path, Set.of(Node.KIND));
    }

    private Object record(Class<?> type, Block block, @Nullable Block standard, String path, Set<String> alsoAllowed) {
        List<Slot> slots = Slot.of(type);
        Set<String> allowed = new LinkedHashSet<>(alsoAllowed);
        slots.forEach(slot -> allowed.add(slot.name()));
        block.entries().forEach((key, value) -> {
            if (!allowed.contains(key)) {
                problems.add(value.where(), join(path, key), "unknown key. " + Names.advice(key, allowed));
            }
        });
        List<@Nullable Object> parts = new ArrayList<>();
        for (Slot slot : slots) {
            parts.add(part(slot, block, standard, join(path, slot.name())));
        }
        return parts.contains(FAULTY) ? FAULTY : create(type, parts, block, path);
    }

    private @Nullable Object part(Slot slot, Block block, @Nullable Block standards, String path) {
        Node given = block.entries().get(slot.name());
        Node standard = standards == null ? null : standards.entries().get(slot.name());
        if (standard == null) {
            standard = slot.standard(problems);
        }
        Node node = given == null ? standard : given;
        if (node == null && slot.isOptional()) {
            return slot.wrap(null);
        }
        if (node == null && Slot.raw(slot.type()).isRecord()) {
            node = Block.empty(block.where());
        }
        if (node == null) {
            return fault(
                    block,
                    path,
                    "this key is required and missing. Add '%s: ...'%s to the block that begins here."
                            .formatted(slot.name(), slot.about().isEmpty() ? "" : " (" + slot.about() + ")"));
        }
        if (slot.isOptional() && node instanceof Scalar scalar && scalar.isNull()) {
            origins.put(path, node.where());
            return slot.wrap(null);
        }
        Object value = bind(slot.type(), node, given == null ? null : standard, path);
        return value == FAULTY ? FAULTY : slot.wrap(value);
    }

    private Object create(Class<?> type, List<@Nullable Object> parts, Block block, String path) {
        try {
            return Construction.of(type, parts);
        } catch (ConfigException e) {
            String message = String.valueOf(e.getMessage());
            String culprit = Construction.keyNamedIn(message, type);
            Node place = block.entries().getOrDefault(culprit, block);
            problems.add(place.where(), culprit.isEmpty() ? path : join(path, culprit), message);
            return FAULTY;
        }
    }

    /** A block; an empty value is a block in which nothing is given, as when all its keys are commented out. */
    private static @Nullable Block blockOf(Node node) {
        if (node instanceof Scalar scalar && scalar.isNull()) {
            return Block.empty(node.where());
        }
        return node instanceof Block block ? block : null;
    }

    /** The block of a family member; a single value is its kind. */
    private static @Nullable Block chosen(Node node) {
        return node instanceof Scalar scalar && !scalar.isNull() ? Block.ofKind(scalar) : blockOf(node);
    }

    private Object fault(Node node, String path, @Nullable String sentence) {
        problems.add(node.where(), path, String.valueOf(sentence));
        return FAULTY;
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
