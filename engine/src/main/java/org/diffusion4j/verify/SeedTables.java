// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.error.DiffusionException;

/**
 * Kind {@code seeds/tables}: schedules, forward noising, reverse steps, learning rates, time embedding and the clean
 * spiral of the seed systems, each table read as index to value. A table that no system knows is a failure.
 */
final class SeedTables implements FixtureKind {
    private static final Set<String> ABOUT_THE_FILE = Set.of("kind", "note", "inputs", "atol", "rtol");

    private static final Map<String, Maker> SYSTEMS = Map.of(
            "seed0", PointTables::new,
            "seed1", BlendTables::new,
            "seed2", SpriteTables::new,
            "seed4", ClassTables::new);

    /** Makes the tables of one system. */
    @FunctionalInterface
    private interface Maker {
        SystemTables of(Node block, TableInputs inputs);
    }

    /** What one system computes. */
    @FunctionalInterface
    interface SystemTables {
        /**
         * The function behind a table.
         *
         * @throws FixtureException if the system has no such table
         */
        Table named(String name);
    }

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        fixture.members().forEach((name, block) -> {
            if (!ABOUT_THE_FILE.contains(name)) {
                try (PointerScope scope = new PointerScope()) {
                    system(name, block, new TableInputs(fixture, device), tally);
                }
            }
        });
    }

    private static void system(String name, Node block, TableInputs inputs, Tally tally) {
        Maker system = SYSTEMS.get(name);
        if (system == null) {
            tally.broken(name, "a system that this version does not know");
            return;
        }
        SystemTables tables = system.of(block, inputs);
        block.members().forEach((table, values) -> {
            if (values.json().isContainer()) {
                try {
                    tables.named(table).check(values, name + "." + table, tally);
                } catch (FixtureException | DiffusionException e) {
                    tally.broken(name + "." + table, String.valueOf(e.getMessage()));
                }
            }
        });
    }

    /** The number within a table's name, such as the 8 of {@code dim 8}. */
    static double numberIn(String name, Pattern pattern) {
        Matcher matcher = pattern.matcher(name);
        if (!matcher.find()) {
            throw new FixtureException("the name of '%s' does not say %s".formatted(name, pattern));
        }
        return Double.parseDouble(matcher.group(1));
    }

    static FixtureException unknown(String name) {
        return new FixtureException("'%s' is a table that this version does not know".formatted(name));
    }
}
