// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.error.EngineException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person reads when something fails, and what the shell gets. */
class FailuresTest {
    private final StringWriter text = new StringWriter();
    private final Failures failures = new Failures(new PrintWriter(text));

    private String said() {
        return text.toString().strip();
    }

    static Stream<DiffusionException> ordinaryFailures() {
        return Stream.of(
                new CheckpointException("s"),
                new DivergedException("s", 3, Double.NaN),
                new EngineException("s"),
                new FormatException("s"),
                new ShapeException("s"),
                new StorageException("s"));
    }

    @ParameterizedTest
    @MethodSource("ordinaryFailures")
    void aKnownFailureIsItsSentenceAndExitCodeOne(DiffusionException failure) {
        assertThat(failures.report(failure, false)).isEqualTo(1);
        assertThat(said()).isEqualTo("d4j: s");
    }

    @Test
    void aWrongValueIsExitCodeTwoLikeAWrongFlag() {
        assertThat(failures.report(new ConfigException("steps must be positive."), false))
                .isEqualTo(2);
        assertThat(said()).isEqualTo("d4j: steps must be positive.");
    }

    @Test
    void stoppingIsTheExitCodeOfCtrlC() {
        assertThat(failures.report(new CancelledException("stopped at step 7."), false))
                .isEqualTo(130);
        assertThat(failures.report(new InterruptedException(), false)).isEqualTo(130);
        assertThat(said()).contains("d4j: stopped at step 7.").contains("d4j: stopped before the work was done.");
    }

    @Test
    void anUnexpectedExceptionIsCalledADefectWithTheWayToReportIt() {
        assertThat(failures.report(new IllegalStateException("no weights\nat frame 1"), false))
                .isEqualTo(70);
        assertThat(said())
                .isEqualTo(
                        "d4j: this is a defect of the program and not of what you gave it (IllegalStateException: no weights). Run the command again with --stacktrace and report what it prints.");
    }

    @Test
    void stacktraceShowsWhereItHappenedBeforeTheSentence() {
        failures.report(new IllegalStateException("no weights"), true);
        assertThat(said())
                .startsWith("java.lang.IllegalStateException: no weights")
                .contains("at org.diffusion4j.cli.FailuresTest")
                .endsWith("report what it prints.");
    }

    @Test
    void lackOfMemorySaysHowMuchThereWasAndHowToGiveMore() {
        assertThat(failures.report(new OutOfMemoryError("Java heap space"), false))
                .isEqualTo(1);
        assertThat(said())
                .startsWith("d4j: memory ran out (Java heap space; the Java heap may grow to ")
                .endsWith("Use a smaller batch or picture, or give Java more with D4J_JAVA_OPTS=-Xmx8g.");
    }

    @Test
    void aLibraryThatDoesNotLoadNamesThePlatform() {
        assertThat(failures.report(new UnsatisfiedLinkError("no jnitorch in java.library.path\nframes"), false))
                .isEqualTo(1);
        assertThat(said())
                .startsWith("d4j: a library could not be loaded on " + System.getProperty("os.name"))
                .contains("(UnsatisfiedLinkError: no jnitorch in java.library.path).")
                .endsWith("delete the folder ~/.javacpp/cache and try again.");
    }

    @Test
    void aFileThatCannotBeReadIsNamedHoweverItsExceptionIsWrapped() {
        IOException missing = new NoSuchFileException("runs/a.yaml");
        assertThat(failures.report(new UncheckedIOException(missing), false)).isEqualTo(1);
        assertThat(said())
                .isEqualTo(
                        "d4j: a file could not be read or written (NoSuchFileException: runs/a.yaml). Check that it exists, that you may use it and that the disk has room.");
    }
}
