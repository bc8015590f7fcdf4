// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A machine for the launcher: a checkout with the real script, and a PATH that holds the plain tools of every Unix and
 * only those of Java, Maven, fontconfig and the package managers that a test puts there. These are small scripts that
 * write down how they were called.
 */
final class FakeMachine {
    private static final List<String> PLAIN_TOOLS = List.of(
            "awk",
            "cat",
            "cp",
            "date",
            "find",
            "flock",
            "grep",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sh",
            "sleep",
            "tee",
            "touch",
            "uname",
            "wc");

    final Path checkout;
    final Path tools;
    final Path jdks;
    private final Path home;
    private final Map<String, String> environment = new TreeMap<>();
    private final Map<Long, Path> started = new TreeMap<>();

    /** What a start of the launcher gave. */
    record Result(int exitCode, String out, String err) {}

    FakeMachine(Path folder) throws IOException {
        home = folder;
        checkout = folder.resolve("a checkout");
        tools = Files.createDirectories(folder.resolve("tools"));
        jdks = Files.createDirectories(folder.resolve("jdks"));
        Files.createDirectories(checkout);
        Files.copy(Path.of("..", "d4j").toAbsolutePath().normalize(), checkout.resolve("d4j"));
        for (String source :
                List.of("pom.xml", ".mvn/jvm.config", "base/pom.xml", "cli/pom.xml", "base/src/main/A.java")) {
            write(checkout.resolve(source), "");
        }
        write(home.resolve("library.jar"), "");
        for (String tool : PLAIN_TOOLS) {
            for (Path place : List.of(Path.of("/usr/bin", tool), Path.of("/bin", tool))) {
                if (Files.isExecutable(place) && !Files.exists(tools.resolve(tool))) {
                    tool(tool, "exec %s \"$@\"\n".formatted(place));
                }
            }
        }
        tool("id", "echo 0");
        environment.put("PATH", tools.toString());
        environment.put("HOME", home.toString());
        environment.put("D4J_JVM_DIRS", jdks.toString());
        age(checkout, 3600);
    }

    /** Everything the launcher needs. */
    FakeMachine complete() throws IOException {
        jdk("jdk-17", "17.0.9");
        maven("3.9.1");
        fonts();
        return this;
    }

    /**
     * A Java that tells its words, its folder and its environment. Of its attempts to write a class archive the first
     * {@code ARCHIVE_CRASHES} crash, and all fail where there is an {@code ARCHIVE_EXIT}.
     */
    Path jdk(String name, String version) throws IOException {
        Path jdk = jdks.resolve(name);
        write(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        script(jdk.resolve("bin/java"), """
                report=hs_err_pid$$.log
                for word; do
                    case $word in
                        -XX:ErrorFile=*) report=${word#*=} ;;
                        -XX:ArchiveClassesAtExit=*)
                            archives=$(($(cat "$HOME/archives" 2> /dev/null || echo 0) + 1))
                            echo $archives > "$HOME/archives"
                            if [ $archives -le ${ARCHIVE_CRASHES:-0} ]; then
                                echo crashed > "$report"
                                echo half > "${word#*=}"
                                exit 134
                            fi
                            [ "${ARCHIVE_EXIT:-0}" = 0 ] || exit "$ARCHIVE_EXIT"
                            echo whole > "${word#*=}"
                            exit 0
                            ;;
                    esac
                done
                echo "process $$"
                echo "folder $PWD"
                echo "locale ${LC_ALL:-}"
                echo "trim $MALLOC_TRIM_THRESHOLD_"
                echo "pages $GLIBC_TUNABLES"
                echo "arenas $MALLOC_ARENA_MAX"
                for word; do echo "word <$word>"; done
                exit ${JAVA_EXIT:-0}
                """);
        script(jdk.resolve("bin/javac"), "exit 0\n");
        return jdk;
    }

    /** A Maven that writes down how it was called and makes the jars; {@code MAVEN_EXIT} lets it fail. */
    void maven(String version) throws IOException {
        tool("mvn", """
                [ "$1" = -v ] && { printf '\\033[1mApache Maven %s\\033[m\\n'; exit 0; }
                echo "$JAVA_HOME: $*" >> '%s'
                sleep ${MAVEN_SECONDS:-0}
                [ "${MAVEN_EXIT:-0}" = 0 ] || { echo '[INFO] chatter'; echo '[ERROR] A.java: broken'; exit "$MAVEN_EXIT"; }
                for module in base cli benchmarks; do
                    mkdir -p $module/target
                    echo x > $module/target/diffusion4j-$module.jar
                    printf %%s "$PWD/base/target/diffusion4j-base.jar:$HOME/library.jar" > $module/target/dependencies.classpath
                done
                echo '[INFO] chatter'
                echo '[INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 0'
                echo '[INFO] BUILD SUCCESS'
                """.formatted(version, home.resolve("mvn-calls")));
    }

    void fonts() throws IOException {
        tool("fc-list", "echo 'DejaVu Sans'\n");
    }

    void tool(String name, String body) throws IOException {
        script(tools.resolve(name), body);
    }

    void remove(String tool) throws IOException {
        Files.delete(tools.resolve(tool));
    }

    void set(String variable, String value) {
        environment.put(variable, value);
    }

    /** How Maven was called to build: the JAVA_HOME it saw, a colon, its words. */
    List<String> builds() throws IOException {
        Path calls = home.resolve("mvn-calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /** How often Java was told to write a class archive. */
    int archives() throws IOException {
        Path count = home.resolve("archives");
        return Files.exists(count) ? Integer.parseInt(Files.readString(count).strip()) : 0;
    }

    /** Reports of crashes of Java, wherever they lie. */
    List<Path> crashReports() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(file -> file.getFileName().toString().matches("(hs_err|classes\\.crash).*"))
                    .toList();
        }
    }

    /** Makes everything in a folder so many seconds old, as if nothing had been touched since. */
    static void age(Path folder, long seconds) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(seconds)));
            }
        }
    }

    /** Starts the launcher in the machine's home, without a terminal, and waits for its end. */
    Result d4j(String... words) throws Exception {
        return end(begin(words));
    }

    /** Starts the launcher. */
    Process begin(String... words) throws IOException {
        return begin(checkout.resolve("d4j"), words);
    }

    /** Starts the launcher by this name of it. */
    Process begin(Path script, String... words) throws IOException {
        List<String> line = new ArrayList<>(List.of(script.toString()));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line).directory(home.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Path streams = Files.createTempDirectory(home, "streams");
        builder.redirectOutput(streams.resolve("out").toFile());
        builder.redirectError(streams.resolve("err").toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process process = builder.start();
        started.put(process.pid(), streams);
        return process;
    }

    Result end(Process process) throws Exception {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Path streams = Objects.requireNonNull(started.get(process.pid()), "a process of this machine");
        return new Result(
                process.exitValue(),
                Files.readString(streams.resolve("out"), UTF_8),
                Files.readString(streams.resolve("err"), UTF_8));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void script(Path file, String body) throws IOException {
        write(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
