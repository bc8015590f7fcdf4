// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.diffusion4j.config.Node.Block;
import org.diffusion4j.error.ConfigException;

/**
 * Turns recipes into validated records, after the conventions in the description of this package.
 *
 * <p>Everything that is wrong with a recipe is told by one {@link ConfigException}, one line each, as
 * {@code spiral.yaml:7:3: train.momentum: unknown key. Did you mean 'momenta'?}
 */
public final class RecipeReader {
    private RecipeReader() {}

    /**
     * Reads a recipe.
     *
     * @param type a record, or an interface whose member the key {@code kind} chooses
     * @param overrides assignments such as {@code train.steps=2000}, laid over the file in this order
     */
    public static <R> R read(Class<R> type, RecipeSource source, List<String> overrides) {
        Problems problems = new Problems();
        return new Binder(problems).bind(type, parse(source, overrides, problems));
    }

    /** Reads a recipe as it is. */
    public static <R> R read(Class<R> type, RecipeSource source) {
        return read(type, source, List.of());
    }

    /** The record whose keys all have their standard values; a required key makes it a {@link ConfigException}. */
    public static <R> R defaults(Class<R> type) {
        return new Binder(new Problems()).bind(type, Block.empty(Where.STANDARD));
    }

    /** A table for people: each key, its value, where that came from, its unit, and what it is about. */
    public static <R> String explain(Class<R> type, RecipeSource source, List<String> overrides) {
        Problems problems = new Problems();
        Binder binder = new Binder(problems);
        R recipe = binder.bind(type, parse(source, overrides, problems));
        Map<String, Where> origins = binder.origins();
        return source.name() + "\n" + Table.of(Outline.of(type, recipe), origins);
    }

    /** The keys whose values somebody gave, in the file or over it; all others have their standard values. */
    public static Set<String> given(Class<?> type, RecipeSource source, List<String> overrides) {
        return keys(type, source, overrides, origin -> !origin.equals(Where.STANDARD));
    }

    /** The keys whose values somebody gave over the file. */
    public static Set<String> overridden(Class<?> type, RecipeSource source, List<String> overrides) {
        return keys(type, source, overrides, Where::isOverride);
    }

    private static Set<String> keys(
            Class<?> type, RecipeSource source, List<String> overrides, Predicate<Where> wanted) {
        Problems problems = new Problems();
        Binder binder = new Binder(problems);
        Object unused = binder.bind(type, parse(source, overrides, problems));
        return binder.origins().entrySet().stream()
                .filter(origin -> wanted.test(origin.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a recipe has a key at its top; one that cannot be read has none, and {@link #read} tells what is wrong. */
    public static boolean hasKey(RecipeSource source, String key) {
        try {
            return NodeParser.parse(source.text(), Where.file(source.name()), new Problems()) instanceof Block block
                    && block.entries().containsKey(key);
        } catch (ConfigException unreadable) {
            return false;
        }
    }

    private static Node parse(RecipeSource source, List<String> overrides, Problems problems) {
        Where start = Where.file(source.name());
        Node root = NodeParser.parse(source.text(), start, problems);
        if (root == null) {
            problems.add(
                    start,
                    "",
                    "the recipe is empty. Write its keys; 'd4j explain spiral' shows those of a shipped one.");
            throw problems.failure();
        }
        if (root instanceof Node.Scalar || root instanceof Node.Sequence) {
            problems.add(
                    root.where(),
                    "",
                    "a recipe is made of lines 'key: value' but this is %s. Check that it is the right file."
                            .formatted(root.described()));
            throw problems.failure();
        }
        Overrides laidOver = new Overrides(problems);
        for (String assignment : overrides) {
            root = laidOver.apply(root, assignment);
        }
        return root;
    }
}
