// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.evaluate.SamplePictures;
import org.diffusion4j.gallery.SampleSheet;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;

/**
 * Measures what {@link Report} holds.
 *
 * @param how method, seed, guidance and stop of the samples; count and condition are replaced
 * @param each samples of every class, at least 2
 */
public record Reporting(SampleRequest how, int each) {
    private static final int FEWEST = 2;
    private static final int MOST = 1_000;

    /** @throws ConfigException if there would be no pair of samples to compare */
    public Reporting {
        if (each < FEWEST || each > MOST) {
            throw new ConfigException(
                    "a report was to be made of %d samples of each class; give %d to %d. 16 are usual."
                            .formatted(each, FEWEST, MOST));
        }
    }

    /** As many samples of a class as are usual at this size of pictures: 16, fewer where they take long. */
    public static int usualEach(Recipe recipe) {
        long[] item = recipe.network().inputShape();
        return (int) Math.max(FEWEST, Math.min(16, 32_768 / (item[1] * item[2])));
    }

    /**
     * The report of a model.
     *
     * @param name of it, for the record
     * @param raw the same model with its raw weights, if it has others
     * @param progress hears of each class as it is done, counted from 1
     */
    public Report of(String name, Model model, Optional<Model> raw, Consumer<Integer> progress) {
        Recipe recipe = model.recipe();
        Conditioning conditioning = recipe.network().conditioning();
        ClassItems training = new ClassItems(recipe.data().create(recipe.seed()), conditioning);
        List<Prompt> prompts = Prompt.all(model);
        List<ClassFigures> averaged = new ArrayList<>();
        List<ClassFigures> others = new ArrayList<>();
        double apart = 0;
        try (Judge judge = Judge.of(recipe, training)) {
            for (int label = 0; label < prompts.size(); label++) {
                List<Picture> learned = SamplePictures.of(training.data(), learned(training, label(training, label)));
                List<Picture> samples = drawn(model, prompts.get(label), label);
                averaged.add(figures(prompts.get(label), label, samples, learned, judge, training));
                if (raw.isPresent()) {
                    List<Picture> same = drawn(raw.get(), prompts.get(label), label);
                    others.add(figures(prompts.get(label), label, same, learned, judge, training));
                    apart += difference(samples, same) / prompts.size();
                }
                progress.accept(label + 1);
            }
            return new Report(
                    name,
                    sampler(model),
                    each,
                    how.seed(),
                    judge.name(),
                    judge.ofHeldOut(recipe),
                    averaged,
                    raw.map(other -> others),
                    raw.isPresent() ? OptionalDouble.of(apart) : OptionalDouble.empty());
        }
    }

    /** Of a network that is told nothing, the one class that all its pictures have, or −1. */
    private static int label(ClassItems training, int prompt) {
        if (!(training.conditioning() instanceof Conditioning.None)) {
            return prompt;
        }
        int first = training.label(0);
        return IntStream.range(0, training.data().size()).allMatch(item -> training.label(item) == first) ? first : -1;
    }

    private int[] learned(ClassItems training, int label) {
        return label < 0 ? training.some(each, how.seed()) : training.ofClass(label, each, how.seed());
    }

    private List<Picture> drawn(Model model, Prompt prompt, int label) {
        SampleSheet sheet = new SampleSheet(List.of(prompt), each);
        SampleRequest request = sheet.request(how)
                .withSeed(RandomStream.of(how.seed(), "report", label).nextLong());
        return SamplePictures.of(model.sample(request));
    }

    private static ClassFigures figures(
            Prompt prompt, int index, List<Picture> samples, List<Picture> learned, Judge judge, ClassItems training) {
        int label = label(training, index);
        boolean isNamed = !(training.conditioning() instanceof Conditioning.None)
                || !training.classes().isEmpty();
        OptionalDouble agreement =
                label >= 0 && isNamed ? OptionalDouble.of(agreement(judge, samples, label)) : OptionalDouble.empty();
        return new ClassFigures(
                prompt.name(), ClassFigures.variety(samples).orElse(0), ClassFigures.variety(learned), agreement);
    }

    private static double agreement(Judge judge, List<Picture> samples, int label) {
        long right = IntStream.of(judge.labels(samples))
                .filter(said -> said == label)
                .count();
        return (double) right / samples.size();
    }

    /** The mean absolute difference of all bytes. */
    private static double difference(List<Picture> some, List<Picture> others) {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < some.size(); i++) {
            byte[] a = some.get(i).samples();
            byte[] b = others.get(i).samples();
            for (int k = 0; k < a.length; k++) {
                sum += Math.abs((a[k] & 255) - (b[k] & 255));
            }
            count += a.length;
        }
        return sum / count;
    }

    private String sampler(Model model) {
        return String.format(
                Locale.ROOT,
                "%s, %d evaluations, guidance %s",
                how.config().sampler(),
                how.config()
                        .create(model.schedule(), model.recipe().prediction())
                        .evaluations(),
                how.guidance().words());
    }
}
