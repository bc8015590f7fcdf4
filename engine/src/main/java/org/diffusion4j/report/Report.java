// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a trained image system claims, in figures: variety inside a class, class features learnt, averaged against raw weights on
 * the same seeds.
 *
 * @param model its name or folder
 * @param sampler method, steps and guidance, in words
 * @param each samples of every class
 * @param seed of the samples and of the choice of training pictures
 * @param judge who said of which class a sample is
 * @param judgeItself share of held-out pictures that it puts into their class; empty where none are held out
 * @param averaged figures of the weights that the model is sampled from, class by class
 * @param raw of the raw weights; empty where there are no others
 * @param apart mean difference of the pictures of both on the same seeds, 0 to 255
 */
public record Report(
        String model,
        String sampler,
        int each,
        long seed,
        String judge,
        OptionalDouble judgeItself,
        List<ClassFigures> averaged,
        Optional<List<ClassFigures>> raw,
        OptionalDouble apart) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Samples of a class that differ half as much as its pictures do are no copies of one picture. */
    private static final double VARIED = 0.5;

    public Report {
        averaged = List.copyOf(averaged);
        raw = raw.map(List::copyOf);
    }

    /** Mean share of the training pictures' variety. */
    public OptionalDouble variety() {
        return mean(averaged, ClassFigures::share);
    }

    /** Mean agreement of the judge. */
    public OptionalDouble agreement() {
        return mean(averaged, ClassFigures::agreement);
    }

    private static OptionalDouble mean(List<ClassFigures> classes, Function<ClassFigures, OptionalDouble> figure) {
        return classes.stream()
                .map(figure)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
    }

    /** The record as JSON. */
    public String json() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    /** The three claims, each in a sentence with its figures. */
    public List<String> claims() {
        return List.of(varietyClaim(), agreementClaim(), averagedClaim());
    }

    private String varietyClaim() {
        long varied =
                averaged.stream().filter(one -> one.share().orElse(0) >= VARIED).count();
        return String.format(
                Locale.ROOT,
                "Variety inside a class: two samples of a class differ %s as much as two of its training pictures, and at least half as much in %d of %d classes.",
                shown(variety()),
                varied,
                averaged.size());
    }

    private String agreementClaim() {
        if (agreement().isEmpty()) {
            return "Class features: nothing to ask, since the network is told no class and the pictures have several or none.";
        }
        String itself = judgeItself.isPresent()
                ? String.format(Locale.ROOT, "; of held-out pictures it knows %s", shown(judgeItself))
                : "";
        String chance = averaged.size() > 1
                ? String.format(Locale.ROOT, "; by chance it would be %.2f", 1.0 / averaged.size())
                : "";
        return "Class features: %s takes %s of the samples for what was asked for%s%s."
                .formatted(judge, shown(agreement()), itself, chance);
    }

    private String averagedClaim() {
        if (raw.isEmpty()) {
            return "Averaged against raw weights: this model has one set of weights.";
        }
        return String.format(
                Locale.ROOT,
                "Averaged against raw weights, same seeds: agreement %s against %s, variety %s against %s; the pictures are %.1f of 255 grey levels apart.",
                shown(agreement()),
                shown(mean(raw.get(), ClassFigures::agreement)),
                shown(variety()),
                shown(mean(raw.get(), ClassFigures::share)),
                apart.orElse(0));
    }

    static String shown(OptionalDouble figure) {
        return figure.isPresent() ? String.format(Locale.ROOT, "%.2f", figure.getAsDouble()) : "none";
    }

    /** The figures as a table in Markdown, a row for each class. */
    String table() {
        StringBuilder rows =
                new StringBuilder("| class | two samples differ by | two training pictures | share | judged right |");
        raw.ifPresent(all -> rows.append(" raw weights: share | judged right |"));
        rows.append("\n| --- | --- | --- | --- | --- |").append(raw.isPresent() ? " --- | --- |\n" : "\n");
        for (int i = 0; i < averaged.size(); i++) {
            ClassFigures one = averaged.get(i);
            rows.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %s | %s | %s |",
                    one.name().isEmpty() ? "all" : one.name(),
                    one.variety(),
                    one.trainingVariety().isPresent()
                            ? String.format(
                                    Locale.ROOT, "%.1f", one.trainingVariety().getAsDouble())
                            : "none",
                    shown(one.share()),
                    shown(one.agreement())));
            int row = i;
            raw.ifPresent(all -> rows.append(" %s | %s |"
                    .formatted(shown(all.get(row).share()), shown(all.get(row).agreement()))));
            rows.append('\n');
        }
        return rows.toString();
    }
}
