// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.config.Names;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What a model is told of a sample, with the words for it.
 *
 * @param name for captions, empty where nothing is told
 * @param row the condition of one sample
 */
public record Prompt(String name, Condition row) {
    private static final String NONE = "none";

    /**
     * Every class once, in order; a single prompt that tells nothing for a model that takes no condition.
     *
     * @throws ConfigException if the model must be told a number or a vector, and its classes are not known
     */
    public static List<Prompt> all(Model model) {
        Conditioning conditioning = model.recipe().network().conditioning();
        if (conditioning instanceof Conditioning.None) {
            return List.of(new Prompt("", Condition.NONE));
        }
        List<String> classes = model.classes();
        int count = count(conditioning, classes);
        if (count == 0) {
            throw Conditions.nothingTold(conditioning);
        }
        return IntStream.range(0, count)
                .mapToObj(index -> ofIndex(conditioning, classes, index))
                .toList();
    }

    /**
     * What a person asks for: the name of a class in any case, its number from 0, {@code none}, or numbers with commas
     * for a mix, such as {@code 1,0,0.6,0,0}. A model that is told one number takes any.
     *
     * @throws ConfigException if the model knows nothing of that kind or name
     */
    public static Prompt of(Model model, String words) {
        Conditioning conditioning = model.recipe().network().conditioning();
        if (conditioning instanceof Conditioning.None) {
            throw new ConfigException(
                    "'%s' was asked for, and this model takes no condition. Leave it out.".formatted(words));
        }
        if (words.equalsIgnoreCase(NONE)) {
            return nothing(conditioning);
        }
        boolean isVector = words.contains(",")
                || conditioning instanceof Conditioning.Vector
                || conditioning instanceof Conditioning.OneNumber;
        List<String> classes = model.classes();
        boolean isName = classes.stream().anyMatch(words::equalsIgnoreCase);
        if (isVector && !isName) {
            return mix(conditioning, words);
        }
        if (words.matches("\\d{1,9}")) {
            return ofIndex(conditioning, classes, Integer.parseInt(words));
        }
        return IntStream.range(0, classes.size())
                .filter(index -> classes.get(index).equalsIgnoreCase(words))
                .mapToObj(index -> ofIndex(conditioning, classes, index))
                .findFirst()
                .orElseThrow(() -> new ConfigException("there is no class '%s'. %s"
                        .formatted(
                                words,
                                classes.isEmpty()
                                        ? "The classes of this model have no names: give a number from 0 to %d."
                                                .formatted(count(conditioning, classes) - 1)
                                        : Names.advice(words, classes))));
    }

    /** The conditions of {@code each} samples of every prompt, prompt after prompt. */
    public static Condition rows(List<Prompt> prompts, int each) {
        return prompts.stream()
                .flatMap(prompt -> Collections.nCopies(each, prompt.row).stream())
                .reduce(Condition::then)
                .orElse(Condition.NONE);
    }

    /** How many classes there are; 0 where that cannot be known. */
    private static int count(Conditioning conditioning, List<String> names) {
        if (conditioning instanceof Conditioning.Classes classes) {
            return classes.count();
        }
        if (conditioning instanceof Conditioning.Context context) {
            return context.size();
        }
        return conditioning instanceof Conditioning.OneNumber || names.size() == Conditions.size(conditioning)
                ? names.size()
                : 0;
    }

    private static Prompt nothing(Conditioning conditioning) {
        if (conditioning.isRequired() && !(conditioning instanceof Conditioning.Classes)) {
            throw Conditions.nothingTold(conditioning);
        }
        if (conditioning.isRequired()) {
            throw new ConfigException(
                    "'none' was asked for, and this model was trained with a class for every picture. Give one of its classes.");
        }
        return new Prompt(NONE, conditioning.unconditional(1));
    }

    private static Prompt ofIndex(Conditioning conditioning, List<String> classes, int index) {
        int count = count(conditioning, classes);
        if (index >= count) {
            throw new ConfigException("class %d is not one of the model's classes 0 to %d. Choose one of those."
                    .formatted(index, count - 1));
        }
        String name = index < classes.size() ? classes.get(index) : "class %d".formatted(index);
        return new Prompt(name, conditioning.ofLabels(index));
    }

    private static Prompt mix(Conditioning conditioning, String words) {
        int size = Conditions.size(conditioning);
        if (size == 0) {
            throw new ConfigException(
                    "the mix '%s' was asked for, and this model takes whole classes. Give the name or number of one."
                            .formatted(words));
        }
        List<Float> numbers = new ArrayList<>();
        for (String word : words.split(",", -1)) {
            numbers.add(number(size, words, word.strip()));
        }
        if (numbers.size() != size) {
            throw new ConfigException(
                    conditioning instanceof Conditioning.Context
                            ? "the mix '%s' has %d numbers, and this model takes contexts of %d. Give one number per class."
                                    .formatted(words, numbers.size(), size)
                            : "'%s' has %d numbers, and this model takes %d. Give so many, with commas between."
                                    .formatted(words, numbers.size(), size));
        }
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i);
        }
        return new Prompt(words, Condition.context(values.length, values));
    }

    private static float number(int size, String words, String word) {
        try {
            float value = Float.parseFloat(word);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw notNumbers(size, words, e);
        }
        throw notNumbers(size, words, null);
    }

    private static ConfigException notNumbers(int size, String words, @Nullable Exception cause) {
        return new ConfigException(
                size == 1
                        ? "'%s' is no number, and this model is told one. Write it as 3.".formatted(words)
                        : "the mix '%s' is not numbers with commas between. Write it as 1,0,0.6,0,0.".formatted(words),
                cause);
    }
}
