// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffusion4j.cli.FakeMachine.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the script {@code d4j} says and does on a machine that lacks Java, Maven or fonts. */
@DisabledOnOs(value = OS.WINDOWS)
class LauncherNeedsTest {
    @TempDir
    private Path folder;

    private FakeMachine machine;

    @BeforeEach
    void prepare() throws IOException {
        machine = new FakeMachine(folder);
        machine.tool("uname", "echo Linux\n");
    }

    /** An apt-get that writes down its words and brings fonts. */
    private void aptBringsFonts() throws IOException {
        machine.tool("env", "while case $1 in *=*) true ;; *) false ;; esac; do shift; done; exec \"$@\"\n");
        machine.tool("chmod", "exec /bin/chmod \"$@\"\n");
        machine.tool("apt-get", """
                echo "apt-get $*" >> "$HOME/apt-calls"
                [ "$1" = update ] || { printf '#!/bin/sh\\necho font\\n' > '%s'; chmod 755 '%s'; }
                """.formatted(machine.tools.resolve("fc-list"), machine.tools.resolve("fc-list")));
    }

    private String aptCalls() throws IOException {
        Path calls = folder.resolve("apt-calls");
        return Files.exists(calls) ? Files.readString(calls) : "";
    }

    @Test
    void everythingMissingIsOneSentenceWithTheCommandOfThePlatform() throws Exception {
        aptBringsFonts();
        Result result = machine.d4j("quickstart");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .matches(
                        "d4j: this machine lacks a JDK 17 or newer, Maven 3\\.8\\.7 or newer and fontconfig with a font: "
                                + "run 'apt-get update && env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "
                                + "(openjdk-17-jdk-headless|default-jdk-headless) maven fontconfig fonts-dejavu-core', "
                                + "or start d4j with --yes to have it run\\.\n");
        assertThat(aptCalls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    dnf    | dnf install -y java-21-openjdk-devel maven fontconfig dejavu-sans-fonts
                    pacman | pacman -S --needed --noconfirm jdk21-openjdk maven fontconfig ttf-dejavu
                    zypper | zypper --non-interactive install java-21-openjdk-devel maven fontconfig dejavu-fonts
                    apk    | apk add openjdk21-jdk maven fontconfig font-dejavu
                    """)
    void everyPackageManagerHasItsOwnCommand(String manager, String command) throws Exception {
        machine.tool(manager, "exit 0\n");
        assertThat(machine.d4j("quickstart").err()).contains("fontconfig with a font: run '" + command + "', or start");
    }

    @Test
    void homebrewInstallsJavaAndMavenAndNeedsNoRoot() throws Exception {
        machine.tool("brew", "exit 0\n");
        machine.tool("uname", "echo Darwin\n");
        machine.tool("id", "echo 501\n");
        assertThat(machine.d4j("quickstart").err())
                .isEqualTo(
                        "d4j: this machine lacks a JDK 17 or newer and Maven 3.8.7 or newer: run 'brew install openjdk@21 maven', or start d4j with --yes to have it run.\n");
    }

    @Test
    void onlyWhatIsMissingIsInstalled() throws Exception {
        aptBringsFonts();
        machine.jdk("jdk-21", "21");
        machine.maven("3.8.7");
        assertThat(machine.d4j("quickstart").err())
                .contains("lacks fontconfig with a font: run")
                .contains("--no-install-recommends fontconfig fonts-dejavu-core', or");
    }

    @ParameterizedTest
    @CsvSource({"--yes quickstart, 0", "--stacktrace --yes quickstart, 0", "quickstart --yes, 1"})
    void yesBeforeTheCommandInstallsAndGoesOn(String words, int exitCode) throws Exception {
        aptBringsFonts();
        machine.jdk("jdk-21", "21.0.2");
        machine.maven("3.8.7");
        Result result = machine.d4j(words.split(" "));
        assertThat(result.exitCode()).isEqualTo(exitCode);
        if (exitCode == 0) {
            assertThat(aptCalls())
                    .isEqualTo(
                            "apt-get update\napt-get install -y --no-install-recommends fontconfig fonts-dejavu-core\n");
            assertThat(result.out()).contains("word <quickstart>").doesNotContain("--yes");
        } else {
            assertThat(aptCalls()).isEmpty();
        }
    }

    @Test
    void yesMayBeSaidByTheEnvironment() throws Exception {
        aptBringsFonts();
        machine.jdk("jdk-21", "21.0.2");
        machine.maven("3.8.7");
        machine.set("D4J_YES", "1");
        assertThat(machine.d4j("test").exitCode()).isZero();
    }

    @Test
    void whoIsNotRootIsAskedThroughSudo() throws Exception {
        aptBringsFonts();
        machine.jdk("jdk-21", "21.0.2");
        machine.maven("3.8.7");
        machine.tool("id", "echo 1000\n");
        assertThat(machine.d4j("quickstart").err())
                .contains("run 'apt-get update && env")
                .endsWith("' as root (there is no sudo here), then start again.\n");
        machine.tool("sudo", "exec \"$@\"\n");
        Result result = machine.d4j("--yes", "quickstart");
        assertThat(result.err())
                .contains("running 'sudo apt-get update && sudo env DEBIAN_FRONTEND=noninteractive apt-get");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void withoutAKnownPackageManagerTheSentenceSaysWhatIsMissing() throws Exception {
        machine.fonts();
        machine.maven("3.9.9");
        assertThat(machine.d4j("--yes", "quickstart").err())
                .isEqualTo(
                        "d4j: this machine lacks a JDK 17 or newer, and no package manager that d4j knows is here. Install what is missing and start again.\n");
    }

    @Test
    void aTooOldMavenThatThePackageManagerCannotReplaceIsNamed() throws Exception {
        machine.fonts();
        machine.jdk("jdk-17", "17.0.1");
        machine.maven("3.6.3");
        machine.tool("dnf", "exit 0\n");
        Result result = machine.d4j("--yes", "quickstart");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("running 'dnf install -y maven'.")
                .contains(
                        "d4j: after the installation this machine still lacks Maven 3.8.7 or newer (Maven 3.6.3 is here). Install it by hand, set JAVA_HOME or MAVEN_HOME to it, and start again.");
    }

    @Test
    void aPackageManagerThatFailsEndsTheStart() throws Exception {
        machine.fonts();
        machine.jdk("jdk-17", "17.0.1");
        machine.tool("dnf", "echo 'no network' >&2; exit 1\n");
        Result result = machine.d4j("--yes", "quickstart");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("no network")
                .contains(
                        "d4j: 'dnf install -y maven' failed; its last lines say why. Install Maven 3.8.7 or newer by hand and start again.");
    }

    @Test
    void anOldJavaHomeIsPassedOverAloud() throws Exception {
        machine.complete();
        Path old = machine.jdk("jdk-11", "11.0.20");
        machine.set("JAVA_HOME", old.toString());
        Result result = machine.d4j("quickstart");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err())
                .contains("d4j: JAVA_HOME=%s holds no JDK 17 or newer; taking %s.\n"
                        .formatted(old, machine.jdks.resolve("jdk-17")));
    }

    @Test
    void mavenHomeServesWhereThePathHasNone() throws Exception {
        machine.complete();
        Path maven = folder.resolve("maven");
        Files.createDirectories(maven.resolve("bin"));
        Files.move(machine.tools.resolve("mvn"), maven.resolve("bin/mvn"));
        machine.set("MAVEN_HOME", maven.toString());
        assertThat(machine.d4j("quickstart").exitCode()).isZero();
    }
}
