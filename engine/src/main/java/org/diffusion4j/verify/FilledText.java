// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.tensor.Tensors;

/**
 * A filled tensor as fixtures write it: {@code fill('NAME')}, with a factor before it and its shape after it where they are
 * needed, as in {@code 0.5*fill('image'), shape (1,3,8,8)}.
 *
 * @param shape empty where the text does not say it
 */
record FilledText(String name, double factor, List<Long> shape) {
    private static final Pattern TEXT =
            Pattern.compile("(?:([0-9.eE+-]+) ?\\* ?)?fill\\('([^']+)'\\)(?:[^(\\[]*[(\\[]([0-9, ]+)[)\\]])?");

    static FilledText of(Node text) {
        Matcher matcher = TEXT.matcher(text.text());
        if (!matcher.matches()) {
            throw new FixtureException(
                    "'%s' is '%s' and must be a fill such as fill('name')".formatted(text.path(), text.text()));
        }
        List<Long> shape = matcher.group(3) == null
                ? List.of()
                : Arrays.stream(matcher.group(3).split(","))
                        .map(size -> Long.valueOf(size.strip()))
                        .toList();
        double factor = matcher.group(1) == null ? 1 : Double.parseDouble(matcher.group(1));
        return new FilledText(matcher.group(2), factor, shape);
    }

    /** The shape that the text says. */
    long[] sizes() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** Its values in a shape. */
    float[] values(long... sizes) {
        float[] values = Fill.INPUT.values(name, Node.requireElements(name, sizes));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (factor * values[i]);
        }
        return values;
    }

    /** The tensor in a shape, float32. */
    Tensor tensor(long... sizes) {
        return Tensors.of(values(sizes), sizes);
    }
}
