// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffusion4j.config.Node.Block;
import org.diffusion4j.config.Node.Scalar;
import org.diffusion4j.config.Node.Sequence;
import org.jspecify.annotations.Nullable;

/** Lays assignments such as {@code train.steps=2000} over a parsed recipe; the last of several to one key holds. */
final class Overrides {
    private final Problems problems;

    Overrides(Problems problems) {
        this.problems = problems;
    }

    /** The recipe with one more assignment; whether its path and value make sense is asked when types are bound. */
    Node apply(Node root, String assignment) {
        Where where = Where.override(assignment);
        int equals = assignment.indexOf('=');
        String path = equals < 0 ? "" : assignment.substring(0, equals).strip();
        List<String> keys = List.of(path.split("\\.", -1));
        if (keys.contains("")) {
            problems.add(where, "", "an override is written path=value. Write one such as --set train.steps=2000.");
            return root;
        }
        Node value = NodeParser.parse(assignment.substring(equals + 1), where, problems);
        return put(root, keys, value == null ? new Scalar("", false, where) : value, path);
    }

    private Node put(@Nullable Node at, List<String> keys, Node value, String path) {
        if (keys.isEmpty()) {
            return value;
        }
        String key = keys.get(0);
        List<String> rest = keys.subList(1, keys.size());
        if (at instanceof Sequence list && key.matches("[0-9]{1,6}")) {
            return putItem(list, Integer.parseInt(key), rest, value, path);
        }
        Block block = blockOf(at, value.where());
        Map<String, Node> entries = new LinkedHashMap<>(block.entries());
        entries.put(key, put(entries.get(key), rest, value, path));
        return new Block(entries, block.where());
    }

    private Node putItem(Sequence list, int index, List<String> rest, Node value, String path) {
        if (index >= list.items().size()) {
            problems.add(
                    value.where(),
                    path,
                    "the list has %d entries, counted from 0, and %d is not among them. Give the whole list."
                            .formatted(list.items().size(), index));
            return list;
        }
        List<Node> items = new ArrayList<>(list.items());
        items.set(index, put(items.get(index), rest, value, path));
        return new Sequence(items, list.where());
    }

    /** What can take a key: a single value stands for the kind of a block, {@code sampler: ddim}. */
    private static Block blockOf(@Nullable Node node, Where where) {
        if (node instanceof Block block) {
            return block;
        }
        return node instanceof Scalar kind && !kind.isNull()
                ? new Block(Map.of(Node.KIND, kind), where)
                : Block.empty(where);
    }
}
