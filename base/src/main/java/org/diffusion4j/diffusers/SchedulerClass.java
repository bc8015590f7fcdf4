// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffusion4j.schedule.BetaSchedule;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is particular to a scheduler class of the library, all but its solver. Whatever depends on the class of a file asks
 * this.
 *
 * @param name as the library calls it
 * @param grid how the times of its runs are laid out
 * @param keys of its file with their defaults
 * @param arguments of the library's calls that it takes beside them
 * @param rareBetas what it knows under {@code beta_schedule} beside the kinds that every class knows
 * @param habits what it does otherwise than others
 */
public record SchedulerClass(
        String name,
        GridKind grid,
        SchedulerKeys keys,
        Set<String> arguments,
        Set<BetaSchedule> rareBetas,
        Set<Habit> habits) {
    /** The kinds of betas that every class knows, by their names in files. */
    private static final Map<String, BetaSchedule> COMMON = Map.of(
            "linear", BetaSchedule.LINEAR,
            "scaled_linear", BetaSchedule.SCALED_LINEAR,
            "squaredcos_cap_v2", BetaSchedule.COSINE);

    private static final Map<String, BetaSchedule> RARE =
            Map.of("sigmoid", BetaSchedule.SIGMOID, "exp", BetaSchedule.EXP, "laplace", BetaSchedule.LAPLACE);

    /** Keeps copies. */
    public SchedulerClass {
        arguments = Set.copyOf(arguments);
        rareBetas = Set.copyOf(rareBetas);
        habits = Set.copyOf(habits);
    }

    /** A class without keys. */
    public static SchedulerClass scheduler(String name, GridKind grid) {
        return new SchedulerClass(name, grid, new SchedulerKeys(Map.of()), Set.of(), Set.of(), Set.of());
    }

    /** The same with more keys, of which later ones replace earlier ones of the same name. */
    public SchedulerClass having(SchedulerKeys... more) {
        SchedulerKeys all = Stream.of(more).reduce(keys, SchedulerKeys::and);
        return new SchedulerClass(name, grid, all, arguments, rareBetas, habits);
    }

    /** The same with arguments of calls. */
    public SchedulerClass taking(String... names) {
        return new SchedulerClass(name, grid, keys, Set.of(names), rareBetas, habits);
    }

    /** The same with kinds of betas that not every class knows. */
    public SchedulerClass knowing(BetaSchedule... kinds) {
        return new SchedulerClass(name, grid, keys, arguments, Set.of(kinds), habits);
    }

    /** The same with habits. */
    public SchedulerClass with(Habit... some) {
        return new SchedulerClass(name, grid, keys, arguments, rareBetas, Set.of(some));
    }

    /** Whether it has a habit. */
    public boolean has(Habit habit) {
        return habits.contains(habit);
    }

    /** Whether its file may have a key. */
    public boolean knows(String key) {
        return keys.values().containsKey(key);
    }

    /**
     * What it can be told: keys of its file and arguments of its calls, in the library's spelling. A solver that chooses its
     * times itself has keys for their spacing all the same, which mean nothing.
     */
    public Set<String> options() {
        Set<String> options = new TreeSet<>(keys.values().keySet());
        if (grid == GridKind.OWN) {
            options.removeAll(Set.of("timestep_spacing", "steps_offset"));
        }
        options.addAll(arguments);
        return options;
    }

    /** A new object with all keys of its file at their defaults. */
    public ObjectNode defaults() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        keys.values().forEach((key, value) -> json.set(key, value.deepCopy()));
        return json;
    }

    /** What may stand under {@code beta_schedule}, by its name there. */
    public Map<String, BetaSchedule> betaSchedules() {
        Map<String, BetaSchedule> known = RARE.entrySet().stream()
                .filter(entry -> rareBetas.contains(entry.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
        known.putAll(COMMON);
        return known;
    }

    /** A file as this class reads it: keys that it does not know are passed over, as the library does. */
    public SchedulerValues read(SchedulerConfig file) {
        return new SchedulerValues(this, file.only(keys.values().keySet()));
    }
}
