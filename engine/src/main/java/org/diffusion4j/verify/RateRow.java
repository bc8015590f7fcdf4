// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffusion4j.train.LearningRate;

/** A learning rate of diffusers by its name, with the base rate 1. */
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
        long warmup = Long.parseLong(lengths.group(1));
        long left = Long.parseLong(lengths.group(2)) - warmup;
        String name = row.at("name").text();
        Node args = row.at("args");
        LearningRate after = switch (name) {
            case "constant", "constant_with_warmup" -> new LearningRate.Constant(1);
            case "linear" -> new LearningRate.Polynomial(1, 0, 1, left);
            case "cosine" -> new LearningRate.Cosine(1, 0, left);
            case "cosine_with_restarts" -> new LearningRate.Restarts(1, (int) args.number("num_cycles", 1), left);
            case "polynomial" -> new LearningRate.Polynomial(1, end(note), args.number("power", 1), left);
            default -> throw new FixtureException("the learning rate '%s' is not known".formatted(name));
        };
        return new RateRow(name, name.equals("constant") ? after : new LearningRate.Warmed(1, warmup, after));
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
