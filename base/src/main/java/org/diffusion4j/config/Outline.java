// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.diffusion4j.error.ConfigException;
import org.jspecify.annotations.Nullable;

/** A record as the lines of a recipe, shared by the written file and the table of {@code explain}. */
final class Outline {
    /**
     * One line.
     *
     * @param prefix what stands before the key: spaces, and the dash of a list's entry
     * @param path the key with all that encloses it, such as {@code train.steps}
     * @param value the value as it is written; empty for the head of a block or of a list of blocks
     */
    record Line(String prefix, String path, String key, String value, String unit, String about) {}

    private final List<Line> lines = new ArrayList<>();

    private Outline() {}

    /** The lines of a record that was read as this type. */
    static List<Line> of(Class<?> type, Object recipe) {
        Outline outline = new Outline();
        outline.block("", "", "", type, recipe);
        return outline.lines;
    }

    /** The keys of a record; the first may stand behind the dash of a list. */
    private void block(String firstPrefix, String prefix, String path, Type type, Object record) {
        String next = firstPrefix;
        if (Family.is(Slot.raw(type))) {
            lines.add(new Line(next, path + Node.KIND, Node.KIND, Family.nameOf(record.getClass()), "", ""));
            next = prefix;
        }
        for (Slot slot : Slot.of(record.getClass())) {
            entry(next, prefix, path + slot.name(), slot, slot.in(record));
            next = prefix;
        }
    }

    private void entry(String firstPrefix, String prefix, String path, Slot slot, @Nullable Object value) {
        boolean isFlat = value == null || isFlat(slot.type(), value);
        lines.add(new Line(firstPrefix, path, slot.name(), isFlat ? flat(path, value) : "", slot.unit(), slot.about()));
        if (value == null || isFlat) {
            return;
        }
        if (value instanceof List<?> items) {
            Type itemType = Slot.argument(slot.type());
            for (int i = 0; i < items.size(); i++) {
                block(prefix + "  - ", prefix + "    ", path + "." + i + ".", itemType, items.get(i));
            }
        } else {
            block(prefix + "  ", prefix + "  ", path + ".", slot.type(), value);
        }
    }

    /** Whether a value fits behind its key. */
    private static boolean isFlat(Type type, Object value) {
        if (value instanceof List<?> items) {
            return items.stream().allMatch(item -> isFlat(Slot.argument(type), item));
        }
        return !(value instanceof Record)
                || (!Family.is(Slot.raw(type)) && value.getClass().getRecordComponents().length == 0);
    }

    private static String flat(String path, @Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof List<?> items) {
            return items.stream().map(item -> flat(path, item)).collect(Collectors.joining(", ", "[", "]"));
        }
        try {
            return value instanceof Record ? "{}" : Scalars.write(value);
        } catch (ConfigException e) {
            throw new ConfigException(path + ": " + e.getMessage(), e);
        }
    }
}
