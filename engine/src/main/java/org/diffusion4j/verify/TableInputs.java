// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Device;

/**
 * The groups of filled tensors of a tables fixture. A group is written
 * {@code "points (2,3), rule input": ["tables.x0", "tables.eps", …]}, a name of another rule {@code "… (rule image)"}.
 */
record TableInputs(Node fixture, Device device) {
    private static final Pattern SHAPE = Pattern.compile("\\(([0-9]+(?:, ?[0-9]+)*),?\\)");

    /** The tolerance of the file; a float32 table passes. */
    Table.Tolerance tolerance() {
        return new Table.Tolerance(fixture.number("atol", 1e-6), fixture.number("rtol", 1e-5));
    }

    /** The tensors of the group whose name begins so. */
    TableGroup group(String beginning) {
        for (Map.Entry<String, Node> entry : fixture.at("inputs").members().entrySet()) {
            Matcher shape = SHAPE.matcher(entry.getKey());
            if (entry.getKey().startsWith(beginning) && shape.find()) {
                long[] sizes = Arrays.stream(shape.group(1).split(", ?", -1))
                        .mapToLong(Long::parseLong)
                        .toArray();
                List<String> names = entry.getValue().elements().map(Node::text).toList();
                return new TableGroup(entry.getKey(), sizes, names, device);
            }
        }
        throw new FixtureException("'inputs' has no group '%s (sizes)'".formatted(beginning));
    }
}
