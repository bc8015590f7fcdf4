// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.mat.Windows;
import org.diffusion4j.tensor.Tensors;

/** The inputs that MAT fixtures describe instead of storing them. */
final class MatInput {
    private MatInput() {}

    /** The tensor of an entry with {@code shape} and {@code kind}. */
    static Tensor tensor(Node entry) {
        long[] shape = entry.at("shape").shape();
        float[] values = values(entry, Node.requireElements(entry.path(), shape), shape);
        if (entry.has("override")) {
            entry.at("override").elements().forEach(one -> override(one, values, shape));
        }
        return Tensors.of(values, shape);
    }

    private static float[] values(Node entry, int count, long... shape) {
        String kind = entry.text("kind", "fill");
        return switch (kind) {
            case "fill" ->
                new Fill(entry.at("offset").number(), entry.at("scale").number())
                        .values(entry.at("fill").text(), count);
            case "binary", "bernoulli_map" -> binary(entry, count);
            case "constant" -> constant((float) entry.at("value").number(), count);
            case "rects" -> rectangles(entry, count, shape);
            case "shift_mask" -> shiftMask(entry);
            default -> throw new FixtureException("the kind of input '%s' is not known".formatted(kind));
        };
    }

    private static float[] constant(float value, int count) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }

    private static float[] binary(Node entry, int count) {
        float[] values = new Fill(0, 1).values(entry.at("fill").text(), count);
        double threshold = entry.at("threshold").number();
        for (int i = 0; i < count; i++) {
            values[i] = values[i] >= threshold ? 1 : 0;
        }
        return values;
    }

    /** Rectangles [sample, y0, y1, x0, x1, value] over a constant, ends exclusive. */
    private static float[] rectangles(Node entry, int count, long... shape) {
        float[] values = constant((float) entry.at("base").number(), count);
        int height = (int) shape[2];
        int width = (int) shape[3];
        entry.at("rects").elements().forEach(rect -> {
            double[] r = rect.numbers(6);
            int sample = (int) r[0];
            for (int y = (int) r[1]; y < (int) r[2]; y++) {
                int row = (sample * height + y) * width;
                Arrays.fill(values, row + (int) r[3], row + (int) r[4], (float) r[5]);
            }
        });
        return values;
    }

    private static float[] shiftMask(Node entry) {
        long[] grid = MatCase.grid(entry.at("resolution"));
        return new Windows(
                        entry.at("window_size").integer(),
                        entry.at("shift_size").integer())
                .blocked((int) grid[0], (int) grid[1]);
    }

    /** Sets a whole slice of the first axis. */
    private static void override(Node one, float[] values, long... shape) {
        int each = (int) (values.length / shape[0]);
        int index = one.at("index").integer();
        Arrays.fill(values, index * each, (index + 1) * each, (float)
                one.at("value").number());
    }
}
