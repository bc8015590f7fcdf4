// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.diffusion4j.benchmarks.PeerPrograms.Script;
import org.diffusion4j.error.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The words behind {@code ./d4j bench}.
 *
 * @param task what is to be done
 * @param subjects what is measured, at least one
 * @param rounds of every short measurement, at least 1
 * @param jobRounds of whole processes, at least 1
 * @param minutes that all tables together should take at most; two rounds are done even so
 * @param peers a Python with PyTorch, to compare with
 * @param folder with the programs in PyTorch
 * @param json where every figure is appended as a line of JSON
 * @param docs folder of the documents that a report writes
 */
record BenchOptions(
        Task task,
        List<Subject> subjects,
        int rounds,
        int jobRounds,
        int minutes,
        Optional<Path> peers,
        Path folder,
        Optional<Path> json,
        Path docs) {
    /** What {@code ./d4j bench} can do. */
    enum Task {
        HELP,
        TABLES,
        REPORT,
        GROWTH,
        PAGE
    }

    static final String USAGE = """
            Usage: d4j bench [SYSTEM...] [--report] [--minutes N] [--rounds N] [--job-rounds N] [--json FILE]
                             [--peers PYTHON --peers-dir DIR]
                   d4j bench growth [SYSTEM...]      time and memory against batch, pixels, steps, threads and processes
                   d4j bench page                    writes docs/performance.md and its charts again from the stored figures
                   d4j bench jmh [words for JMH]     (-l lists its cases, -rf json writes a file)
            Measures training step, sampling step, memory and whole processes of spiral, sprites, blend, classes, unet2d and mat
            (all, if none is named), beside the peak of the machine.
            With --peers, PyTorch does the same in turns: PYTHON is a Python with PyTorch, DIR holds seed0.py and the others.
            --report keeps the figures in docs/performance.json, those of other systems untouched, and writes docs/performance.md.
            --minutes N ends the rounds of slow tables early.
            """;

    private static final int ENOUGH = 10_000;

    BenchOptions {
        subjects = List.copyOf(subjects);
        if (rounds < 1 || jobRounds < 1) {
            throw new ConfigException(
                    "rounds must be at least 1 but were %d and %d. 9 and 3 are usual.".formatted(rounds, jobRounds));
        }
        if (minutes < 1) {
            throw new ConfigException(
                    "minutes must be at least 1 but were %d. 15 are usual for everything.".formatted(minutes));
        }
        for (Subject subject : subjects) {
            String needed = (subject == Subject.SPIRAL ? Script.SPIRAL : Script.IMAGES).needed();
            if (peers.isPresent() && !Files.isRegularFile(folder.resolve(needed))) {
                throw new ConfigException(
                        "there is no %s in '%s'. Give its folder with --peers-dir, or leave --peers out."
                                .formatted(needed, folder));
            }
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
        Task task = Task.TABLES;
        List<Subject> subjects = new ArrayList<>();
        int rounds = 9;
        int jobRounds = 3;
        int minutes = ENOUGH;
        Optional<Path> peers = Optional.empty();
        Path folder = Path.of(".");
        Optional<Path> json = Optional.empty();
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "-h", "--help" -> task = Task.HELP;
                case "--report" -> task = Task.REPORT;
                case "growth" -> task = Task.GROWTH;
                case "page" -> task = Task.PAGE;
                case "--rounds" -> rounds = number(word, rest);
                case "--job-rounds" -> jobRounds = number(word, rest);
                case "--minutes" -> minutes = number(word, rest);
                case "--peers" -> peers = Optional.of(Path.of(value(word, rest)));
                case "--peers-dir" -> folder = Path.of(value(word, rest));
                case "--json" -> json = Optional.of(Path.of(value(word, rest)));
                default -> {
                    if (word.startsWith("-")) {
                        throw new ConfigException(
                                "bench does not know '%s'. './d4j bench --help' lists its words; those for JMH stand behind 'jmh'."
                                        .formatted(word));
                    }
                    subjects.add(Subject.named(word));
                }
            }
        }
        List<Subject> all = subjects.isEmpty() ? List.of(Subject.values()) : subjects;
        return new BenchOptions(task, all, rounds, jobRounds, minutes, peers, folder, json, documents());
    }

    /** In the checkout whose launcher started this, or here. */
    private static Path documents() {
        @Nullable String launcher = System.getProperty(WholeProcess.LAUNCHER);
        Path root = launcher == null
                ? Path.of(".")
                : Objects.requireNonNull(Path.of(launcher).getParent());
        return root.resolve("docs").normalize();
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
