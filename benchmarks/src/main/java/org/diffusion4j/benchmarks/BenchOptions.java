// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;

/**
 * The words behind {@code ./d4j bench}.
 *
 * @param help only explain
 * @param rounds of every short measurement, at least 1
 * @param jobRounds of whole trainings, at least 1
 * @param peers a Python with PyTorch, to compare with
 * @param folder with the program of the spiral in PyTorch
 * @param json where every figure is appended as a line of JSON
 */
record BenchOptions(boolean help, int rounds, int jobRounds, Optional<Path> peers, Path folder, Optional<Path> json) {
    static final String USAGE = """
            Usage: d4j bench [--rounds N] [--job-rounds N] [--json FILE] [--peers PYTHON --peers-dir DIR]
                   d4j bench jmh [words for JMH]     (-l lists its cases, -rf json writes a file)
            Measures training step, sampling, their share of random numbers, and whole processes of the spiral, beside the peak
            of the machine.
            With --peers, PyTorch does the same in turns: PYTHON is a Python with PyTorch, DIR holds seed0.py.
            """;

    BenchOptions {
        if (rounds < 1 || jobRounds < 1) {
            throw new ConfigException(
                    "rounds must be at least 1 but were %d and %d. 9 and 3 are usual.".formatted(rounds, jobRounds));
        }
        if (peers.isPresent() && !Files.isRegularFile(folder.resolve("seed0.py"))) {
            throw new ConfigException(
                    "there is no seed0.py in '%s'. Give its folder with --peers-dir, or leave --peers out."
                            .formatted(folder));
        }
        json.map(file -> file.toAbsolutePath().getParent())
                .filter(parent -> !Files.isDirectory(parent))
                .ifPresent(
                        parent -> { // told now and not after minutes
                            throw new ConfigException(
                                    "there is no folder '%s' for the figures. Make it, or give another file with --json."
                                            .formatted(parent));
                        });
    }

    static BenchOptions of(List<String> words) {
        boolean help = false;
        int rounds = 9;
        int jobRounds = 3;
        Optional<Path> peers = Optional.empty();
        Path folder = Path.of(".");
        Optional<Path> json = Optional.empty();
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "-h", "--help" -> help = true;
                case "--rounds" -> rounds = number(word, rest);
                case "--job-rounds" -> jobRounds = number(word, rest);
                case "--peers" -> peers = Optional.of(Path.of(value(word, rest)));
                case "--peers-dir" -> folder = Path.of(value(word, rest));
                case "--json" -> json = Optional.of(Path.of(value(word, rest)));
                default ->
                    throw new ConfigException(
                            "bench does not know '%s'. './d4j bench --help' lists its words; those for JMH stand behind 'jmh'."
                                    .formatted(word));
            }
        }
        return new BenchOptions(help, rounds, jobRounds, peers, folder, json);
    }

    private static String value(String word, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new ConfigException("%s needs a value. './d4j bench --help' shows how.".formatted(word));
        }
        return rest.next();
    }

    private static int number(String word, Iterator<String> rest) {
        String value = value(word, rest);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new ConfigException("%s needs a whole number but got '%s'. 9 is usual.".formatted(word, value), e);
        }
    }
}
