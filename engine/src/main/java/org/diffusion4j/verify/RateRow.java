// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.train.LearningRate;
import org.diffusion4j.train.TrainConfig;

/** A learning rate of diffusers by its name, with the base rate 1, as a recipe makes it. */
record RateRow(String name, LearningRate rate) {
    private static final double RTOL = 1e-5;
    private static final double ATOL = 1e-12;

    private static final Pattern LENGTHS = Pattern.compile("(\\d{1,6}) warmup steps, (\\d{1,7}) training steps");

    private static final Pattern END = Pattern.compile("lr_end ([0-9.e+-]+)");

    /** The rate that a row describes; how long it is stands in the note of its block. */
    static RateRow of(Node row, Node block) {
        String note = block.at("note").text();
        Matcher lengths = LENGTHS.matcher(note);
        if (!lengths.find()) {
            throw new FixtureException("'%s.note' does not say how many warmup steps and training steps there are"
                    .formatted(block.path()));
        }
        String name = row.at("name").text();
        long warmup = name.equals("constant") ? 0 : Long.parseLong(lengths.group(1));
        Node args = row.at("args");
        TrainConfig recipe = RecipeReader.read(
                TrainConfig.class,
                RecipeSource.ofText("a learning rate of diffusers", "{learningRate: 1}"),
                List.of(
                        "steps=" + lengths.group(2),
                        "warmup=" + warmup,
                        "rateSchedule=" + schedule(name),
                        "curve.cycles=" + (int) args.number("num_cycles", 1),
                        "curve.power=" + args.number("power", 1),
                        "curve.end=" + end(note)));
        return new RateRow(name, recipe.rate(1));
    }

    /** What a recipe calls it. */
    private static String schedule(String name) {
        return switch (name) {
            case "constant", "constant_with_warmup" -> "constant";
            case "linear" -> "straight";
            case "cosine" -> "cosine";
            case "cosine_with_restarts" -> "restarts";
            case "polynomial" -> "polynomial";
            default -> throw new FixtureException("the learning rate '%s' is not known".formatted(name));
        };
    }

    private static double end(String note) {
        Matcher end = END.matcher(note);
        return end.find() ? Double.parseDouble(end.group(1)) : 1e-7;
    }

    void verify(Node row, Tally tally) {
        int[] steps = row.at("step").integers();
        double[] want = row.at("multiplier").numbers(steps.length);
        for (int i = 0; i < steps.length; i++) {
            tally.number(name, steps[i], rate.rate(steps[i]), want[i], ATOL, RTOL);
        }
    }
}
