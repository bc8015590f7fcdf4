// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.diffusion4j.cli.FakeMachine.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code d4j}: when it builds, how it starts Java, and what it says when it cannot. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    @TempDir
    private Path folder;

    private FakeMachine machine;

    @BeforeEach
    void prepare() throws IOException {
        machine = new FakeMachine(folder).complete();
    }

    /** As after a build half an hour ago. */
    private void built() throws Exception {
        assertThat(machine.d4j("--version").exitCode()).isZero();
        try (Stream<Path> jars = Files.walk(machine.checkout)) {
            for (Path path : jars.toList()) {
                if (path.getFileName().toString().equals("stamp")) {
                    touch(path, 1800);
                }
            }
        }
    }

    private static void touch(Path file, long secondsAgo) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(secondsAgo)));
    }

    @Test
    void theFirstStartBuildsAndTheSecondDoesNot() throws Exception {
        machine.d4j("--version");
        assertThat(machine.builds())
                .containsExactly(machine.jdks.resolve("jdk-17") + ": -B -Dmaven.test.skip=true -pl cli -am package");
        machine.d4j("--version");
        assertThat(machine.builds()).hasSize(1);
    }

    @Test
    void aChangedAddedOrDeletedSourceIsBuilt() throws Exception {
        built();
        Path sources = machine.checkout.resolve("base/src/main");
        touch(sources.resolve("A.java"), 600);
        machine.d4j("--version");
        assertThat(machine.builds()).hasSize(2);

        built();
        Files.delete(sources.resolve("A.java"));
        machine.d4j("--version");
        assertThat(machine.builds()).hasSize(3);

        built();
        touch(machine.checkout.resolve("cli/pom.xml"), 600);
        machine.d4j("--version");
        assertThat(machine.builds()).hasSize(4);
    }

    @Test
    void missingJarsAndOtherWordsForMavenAreBuilt() throws Exception {
        built();
        machine.set("D4J_MAVEN_ARGS", "-Pgpu -o");
        machine.d4j("--version");
        assertThat(machine.builds()).hasSize(2).last().asString().contains("-Dmaven.test.skip=true -Pgpu -o -pl cli");
        FakeMachine.age(machine.checkout.resolve("target/d4j/cli"), 0);
        Path library = Path.of(Files.readString(machine.checkout.resolve("target/d4j/cli/library"))
                .strip());
        Files.delete(library.resolve("diffusion4j-base.jar"));
        machine.d4j("--version");
        assertThat(machine.builds()).hasSize(3);
    }

    @Test
    void wordsReachJavaUnchangedAndFilesAreSeenFromWhereThePersonStands() throws Exception {
        Result result = machine.d4j("train", "a b", "", "*", "$HOME", "--yes", "--out=\"x\"", "새 폴더");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("folder " + folder.toRealPath());
        assertThat(result.out()
                        .lines()
                        .filter(line -> line.startsWith("word <"))
                        .toList())
                .endsWith(
                        "word <org.diffusion4j.cli.Main>",
                        "word <train>",
                        "word <a b>",
                        "word <>",
                        "word <*>",
                        "word <$HOME>",
                        "word <--yes>",
                        "word <--out=\"x\">",
                        "word <새 폴더>");
    }

    @Test
    void javaGetsOurFlagsAndThoseOfThePerson() throws Exception {
        machine.set("D4J_JAVA_OPTS", "-Xmx3g -Dx=*");
        machine.tool("nproc", "echo 7\n");
        assertThat(machine.d4j("--version").out())
                .contains("word <-Djava.awt.headless=true>")
                .contains("word <-Dorg.bytedeco.javacpp.maxphysicalbytes=0>")
                .contains("word <-XX:+UseSerialGC>")
                .contains("word <-Xmx3g>\nword <-Dx=*>")
                .contains("word <-XX:SharedArchiveFile=" + machine.checkout.toRealPath() + "/target/d4j/classes.jsa>")
                .contains("trim 4294967296")
                .contains("pages glibc.malloc.hugetlb=1")
                .contains("arenas 7\n")
                .contains("locale C.UTF-8")
                .doesNotContain("--enable-native-access");
    }

    @ParameterizedTest
    @CsvSource({
        "sample --count 1 --steps 20 --model m, true",
        "sample --model m --steps=5 --count=1, true",
        "sample --count 1 --model m, false",
        "sample --count 1 --steps 200, false",
        "sample --count 10 --steps 20, false",
        "sample --steps 20, false",
        "train m --count 1 --steps 20, false",
        "train sprites --set train.steps=20, false",
        "train spiral --set train.steps=20, true",
        "train spiral --set=train.steps=2000, true",
        "train spiral --set train.steps=20000, false",
        "train spiral, false",
    })
    void whatIsSoonOverGoesWithoutTheSecondCompiler(String words, boolean isWithout) throws Exception {
        String out = machine.d4j(words.split(" ")).out();
        assertThat(out.contains("word <-XX:TieredStopAtLevel=1>")).isEqualTo(isWithout);
    }

    @Test
    void aCrashWhileTheClassArchiveIsWrittenLeavesNoReportAndALesserOneIsMade() throws Exception {
        machine.set("ARCHIVE_CRASHES", "1");
        Result result = machine.d4j("--version");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).doesNotContain("crash");
        assertThat(machine.archives()).isEqualTo(2);
        assertThat(machine.crashReports()).isEmpty();
        assertThat(machine.checkout.resolve("target/d4j/classes.jsa")).hasContent("whole");
        assertThat(result.out()).contains("word <-XX:SharedArchiveFile=");
    }

    @Test
    void withoutAClassArchiveTheProgramRunsAllTheSame() throws Exception {
        machine.set("ARCHIVE_CRASHES", "5");
        Result result = machine.d4j("--version");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("word <--version>").doesNotContain("SharedArchiveFile");
        assertThat(machine.archives()).isEqualTo(2);
        assertThat(machine.crashReports()).isEmpty();
        try (Stream<Path> files = Files.list(machine.checkout.resolve("target/d4j"))) {
            assertThat(files.filter(file -> file.toString().contains("classes.")))
                    .isEmpty();
        }
    }

    @Test
    void aShellThatLetsAProcessAddressTooLittleIsToldOf() throws Exception {
        String line = "ulimit -v 1000000 && exec '%s' --version".formatted(machine.checkout.resolve("d4j"));
        Result result = machine.end(machine.begin(Path.of("/bin/sh"), "-c", line));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .endsWith(
                        "d4j: this shell lets a process address 1000000 kB (ulimit -v), and Java with the native library needs 4000000 or more. Raise it with 'ulimit -v unlimited'.\n");
    }

    @Test
    void aClassArchiveThatWasCutIsNotUsed() throws Exception {
        machine.d4j("--version");
        Files.writeString(machine.checkout.resolve("target/d4j/classes.jsa"), "wh");
        assertThat(machine.d4j("--version").out()).contains("word <--version>").doesNotContain("SharedArchiveFile");
        assertThat(machine.archives()).isEqualTo(1);
    }

    @Test
    void aJavaThatCannotWriteAClassArchiveIsAskedForTheLesserOneAndThenNoMore() throws Exception {
        machine.set("ARCHIVE_EXIT", "1");
        assertThat(machine.d4j("--version").out()).doesNotContain("SharedArchiveFile");
        assertThat(machine.d4j("--version").out()).doesNotContain("SharedArchiveFile");
        assertThat(machine.archives()).isEqualTo(2);
    }

    @Test
    void anotherCollectorAndAnotherLocaleAreLeftToThePerson() throws Exception {
        machine.set("D4J_JAVA_OPTS", "-XX:+UseG1GC");
        machine.set("LANG", "ko_KR.UTF-8");
        assertThat(machine.d4j("--version").out())
                .contains("word <-XX:+UseG1GC>")
                .doesNotContain("UseSerialGC")
                .contains("locale \n");
    }

    @Test
    void newerJavaIsAllowedToLoadNatives() throws Exception {
        machine.set("JAVA_HOME", machine.jdk("jdk-25", "25.0.1").toString());
        assertThat(machine.d4j("--version").out()).contains("word <--enable-native-access=ALL-UNNAMED>");
    }

    @Test
    void anotherJavaHomeIsTakenWithoutABuild() throws Exception {
        built();
        machine.set("JAVA_HOME", machine.jdk("jdk-25", "25.0.1").toString());
        assertThat(machine.d4j("--version").out()).contains("word <--enable-native-access=ALL-UNNAMED>");
        assertThat(machine.builds()).hasSize(1);
    }

    @Test
    void javaIsTheSameProcessSoThatSignalsAndExitCodesAreItsOwn() throws Exception {
        built();
        machine.set("JAVA_EXIT", "70");
        Process process = machine.begin("--version");
        Result result = machine.end(process);
        assertThat(result.exitCode()).isEqualTo(70);
        assertThat(result.out()).contains("process " + process.pid() + "\n");
    }

    @Test
    void aBuildLeavesTheJarsOfARunningProcessAlone() throws Exception {
        built();
        Path library = Path.of(Files.readString(machine.checkout.resolve("target/d4j/cli/library"))
                .strip());
        touch(machine.checkout.resolve("pom.xml"), 600);
        Result result = machine.d4j("--version");
        assertThat(library.resolve("diffusion4j-cli.jar")).exists();
        assertThat(result.out()).contains("/diffusion4j-cli.jar:").doesNotContain(library + "/diffusion4j-cli.jar");
    }

    @Test
    void twoStartsAtOnceBuildOnce() throws Exception {
        machine.set("MAVEN_SECONDS", "1");
        Process first = machine.begin("--version");
        Process second = machine.begin("--version");
        List<Result> results = List.of(machine.end(first), machine.end(second));
        assertThat(results).allSatisfy(result -> {
            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).contains("word <--version>");
        });
        assertThat(results)
                .anySatisfy(
                        result -> assertThat(result.err()).contains("another d4j is building here; waiting for it."));
        assertThat(machine.builds()).hasSize(1);
    }

    @Test
    void twoStartsAtOnceBuildOnceWhereThereIsNoFlock() throws Exception {
        if (Files.exists(machine.tools.resolve("flock"))) {
            machine.remove("flock");
        }
        machine.set("MAVEN_SECONDS", "1");
        Process first = machine.begin("--version");
        Process second = machine.begin("--version");
        assertThat(machine.end(first).exitCode()).isZero();
        assertThat(machine.end(second).exitCode()).isZero();
        assertThat(machine.builds()).hasSize(1);
        assertThat(machine.checkout.resolve("target/d4j/lock.d")).doesNotExist();
    }

    @Test
    void aLockWhoseOwnerIsDeadIsTakenOver() throws Exception {
        if (Files.exists(machine.tools.resolve("flock"))) {
            machine.remove("flock");
        }
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path lock = Files.createDirectories(machine.checkout.resolve("target/d4j/lock.d"));
        Files.writeString(lock.resolve("owner"), dead.pid() + "\n");
        assertThat(machine.d4j("--version").exitCode()).isZero();
    }

    @Test
    void aFailedBuildShowsItsErrorsAndIsTriedAgain() throws Exception {
        machine.set("MAVEN_EXIT", "1");
        Result result = machine.d4j("--version");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("[ERROR] A.java: broken")
                .doesNotContain("chatter")
                .contains("d4j: the build failed. The whole log is " + machine.checkout.toRealPath()
                        + "/target/d4j/build.log");
        machine.set("MAVEN_EXIT", "0");
        assertThat(machine.d4j("--version").exitCode()).isZero();
    }

    @Test
    void testRunsMavenVerifyAndShowsTheClosingLines() throws Exception {
        Result result = machine.d4j("test", "--slow", "-Dx=a b");
        assertThat(result.exitCode()).isZero();
        assertThat(machine.builds()).last().asString().endsWith(": -B verify -Pslow -Dx=a b");
        assertThat(result.out())
                .isEqualTo("[INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 0\n[INFO] BUILD SUCCESS\n");
        assertThat(machine.checkout.resolve("target/d4j/test.log")).content().contains("chatter");
    }

    @Test
    void afterTheWholeTestNothingNeedsToBeBuilt() throws Exception {
        assertThat(machine.d4j("test").exitCode()).isZero();
        assertThat(machine.d4j("--version").exitCode()).isZero();
        assertThat(machine.builds()).hasSize(1);
    }

    @Test
    void failedTestsAreAnExitCode() throws Exception {
        machine.set("MAVEN_EXIT", "3");
        Result result = machine.d4j("test");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).isEqualTo("[ERROR] A.java: broken\n");
        assertThat(result.err())
                .contains("d4j: the tests failed. The whole log is " + machine.checkout.toRealPath()
                        + "/target/d4j/test.log");
    }

    @Test
    void testExplainsItselfWithoutRunningAnything() throws Exception {
        assertThat(machine.d4j("test", "--help").out()).startsWith("Usage: d4j test [--slow]");
        assertThat(machine.builds()).isEmpty();
    }

    @Test
    void benchRunsTheBenchmarksOfTheirOwnBuild() throws Exception {
        assertThat(machine.d4j("bench", "jmh", "-f", "1").out())
                .contains("word <org.diffusion4j.benchmarks.Bench>\nword <jmh>\nword <-f>\nword <1>\n")
                .contains("word <-Xrs>\nword <-Ddiffusion4j.launcher=%s/d4j>".formatted(machine.checkout.toRealPath()))
                .contains("/diffusion4j-benchmarks.jar:");
        assertThat(machine.builds()).last().asString().contains("-pl benchmarks -am package");
    }

    @Test
    void aLinkToTheScriptWorksFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), machine.checkout.resolve("d4j"));
        Path linkToLink = Files.createSymbolicLink(
                machine.tools.resolve("d4j"), Path.of("..", link.getFileName().toString()));
        Result result = machine.end(machine.begin(linkToLink, "--version"));
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains(machine.checkout.toRealPath() + "/target/d4j/cli/lib-");
    }

    @Test
    void aFolderWithAColonIsRefusedBecauseJavaCannotUseIt() throws Exception {
        Path colon = Files.createDirectories(folder.resolve("a:b"));
        Files.copy(machine.checkout.resolve("d4j"), colon.resolve("d4j"));
        Result result = machine.end(machine.begin(colon.resolve("d4j"), "--version"));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo(
                        "d4j: the folder '%s' has a colon in its name, and Java separates folders by it. Move or rename the checkout.\n"
                                .formatted(colon.toRealPath()));
    }
}
