// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/** Compares an output with what a fixture stores of it: all values, or statistics and some. */
final class Expected {
    private Expected() {}

    static void compare(Node want, Tensor got, String check, Tally tally) {
        tally.fact(
                check + ".shape",
                Shapes.text(got.shape()),
                Shapes.text(want.at("shape").longs()));
        compare(want, Tensors.doubles(got), check, tally);
    }

    static void compare(Node want, double[] got, String check, Tally tally) {
        double atol = want.at("atol").number();
        double rtol = want.at("rtol").number();
        if (want.has("values")) {
            tally.numbers(check, got, want.at("values").numbers(), atol, rtol);
            return;
        }
        some(want, got, check, atol, rtol, tally);
        want.at("stats")
                .members()
                .forEach((name, node) ->
                        tally.number(check + "." + name, 0, statistic(name, got), node.number(), atol, rtol));
    }

    private static void some(Node want, double[] got, String check, double atol, double rtol, Tally tally) {
        int[] indices = want.at("indices").integers();
        double[] values = want.at("values_at_indices").numbers();
        if (indices.length != values.length) {
            throw new FixtureException(
                    "'%s' has %d indices for %d values".formatted(want.path(), indices.length, values.length));
        }
        for (int i = 0; i < indices.length; i++) {
            boolean exists = indices[i] >= 0 && indices[i] < got.length;
            tally.number(check, indices[i], exists ? got[indices[i]] : Double.NaN, values[i], atol, rtol);
        }
    }

    static double statistic(String name, double[] values) {
        double sum = 0;
        double squares = 0;
        double absolute = 0;
        double energy = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double v : values) {
            sum += v;
            absolute += Math.abs(v);
            energy += v * v;
            min = Math.min(min, v);
            max = Math.max(max, v);
        }
        double mean = sum / values.length;
        for (double v : values) {
            squares += (v - mean) * (v - mean);
        }
        return switch (name) {
            case "mean" -> mean;
            case "std", "std_population" -> Math.sqrt(squares / values.length);
            case "l2" -> Math.sqrt(energy);
            case "abs_mean" -> absolute / values.length;
            case "min" -> min;
            case "max" -> max;
            default -> throw new FixtureException("the statistic '%s' is not known".formatted(name));
        };
    }
}
