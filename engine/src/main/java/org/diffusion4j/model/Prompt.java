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

/**
 * What a model is told of a sample, with the words for it.
 *
 * @param name for captions, empty where nothing is told
 * @param row the condition of one sample
 */
public record Prompt(String name, Condition row) {
    private static final String NONE = "none";

    /** Every class once, in order; a single prompt that tells nothing for a model that takes no condition. */
    public static List<Prompt> all(Model model) {
        Conditioning conditioning = model.recipe().network().conditioning();
        if (conditioning instanceof Conditioning.None) {
            return List.of(new Prompt("", Condition.NONE));
        }
        return IntStream.range(0, count(conditioning))
                .mapToObj(index -> ofIndex(conditioning, model.classes(), index))
                .toList();
    }

    /**
     * What a person asks for: the name of a class in any case, its number from 0, {@code none}, or numbers with commas
     * for a mix, such as {@code 1,0,0.6,0,0}.
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
        if (words.contains(",")) {
            return mix(conditioning, words);
        }
        if (words.matches("\\d{1,9}")) {
            return ofIndex(conditioning, model.classes(), Integer.parseInt(words));
        }
        List<String> classes = model.classes();
        return IntStream.range(0, classes.size())
                .filter(index -> classes.get(index).equalsIgnoreCase(words))
                .mapToObj(index -> ofIndex(conditioning, classes, index))
                .findFirst()
                .orElseThrow(() -> new ConfigException("there is no class '%s'. %s"
                        .formatted(
                                words,
                                classes.isEmpty()
                                        ? "The classes of this model have no names: give a number from 0 to %d."
                                                .formatted(count(conditioning) - 1)
                                        : Names.advice(words, classes))));
    }

    /** The conditions of {@code each} samples of every prompt, prompt after prompt. */
    public static Condition rows(List<Prompt> prompts, int each) {
        return prompts.stream()
                .flatMap(prompt -> Collections.nCopies(each, prompt.row).stream())
                .reduce(Condition::then)
                .orElse(Condition.NONE);
    }

    private static int count(Conditioning conditioning) {
        return conditioning instanceof Conditioning.Classes classes
                ? classes.count()
                : ((Conditioning.Context) conditioning).size();
    }

    private static Prompt nothing(Conditioning conditioning) {
        if (conditioning instanceof Conditioning.Classes classes && !classes.hasNull()) {
            throw new ConfigException(
                    "'none' was asked for, and this model was trained with a class for every picture. Give one of its classes.");
        }
        return new Prompt(NONE, conditioning.unconditional(1));
    }

    private static Prompt ofIndex(Conditioning conditioning, List<String> classes, int index) {
        int count = count(conditioning);
        if (index >= count) {
            throw new ConfigException("class %d is not one of the model's classes 0 to %d. Choose one of those."
                    .formatted(index, count - 1));
        }
        String name = index < classes.size() ? classes.get(index) : "class %d".formatted(index);
        if (conditioning instanceof Conditioning.Classes) {
            return new Prompt(name, Condition.labels(index));
        }
        float[] values = new float[count];
        values[index] = 1;
        return new Prompt(name, Condition.context(count, values));
    }

    private static Prompt mix(Conditioning conditioning, String words) {
        if (!(conditioning instanceof Conditioning.Context context)) {
            throw new ConfigException(
                    "the mix '%s' was asked for, and this model takes whole classes. Give the name or number of one."
                            .formatted(words));
        }
        List<Float> numbers = new ArrayList<>();
        for (String word : words.split(",", -1)) {
            numbers.add(number(words, word.strip()));
        }
        if (numbers.size() != context.size()) {
            throw new ConfigException(
                    "the mix '%s' has %d numbers, and this model takes contexts of %d. Give one number per class."
                            .formatted(words, numbers.size(), context.size()));
        }
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i);
        }
        return new Prompt(words, Condition.context(values.length, values));
    }

    private static float number(String words, String word) {
        try {
            float value = Float.parseFloat(word);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw notNumbers(words, e);
        }
        throw notNumbers(words, null);
    }

    private static ConfigException notNumbers(String words, @org.jspecify.annotations.Nullable Exception cause) {
        return new ConfigException(
                "the mix '%s' is not numbers with commas between. Write it as 1,0,0.6,0,0.".formatted(words), cause);
    }
}
