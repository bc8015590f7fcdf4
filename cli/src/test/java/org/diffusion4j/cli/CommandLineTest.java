// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the words typed after {@code d4j} lead to. */
class CommandLineTest {
    private final Captured captured = new Captured();

    private int run(String... words) {
        return new Main(captured.terminal()).run(words);
    }

    @Test
    void helpListsEveryCommandWithItsSentence() {
        assertThat(run("--help")).isZero();
        assertThat(Commands.ENTRIES)
                .allSatisfy(entry ->
                        assertThat(captured.out()).contains(entry.name()).containsIgnoringWhitespaces(entry.summary()));
        assertThat(captured.err()).isEmpty();
    }

    @Test
    void everyCommandHasItsOwnNameAndHelp() {
        List<String> names = Commands.ENTRIES.stream().map(CommandEntry::name).toList();
        assertThat(new HashSet<>(names)).hasSameSizeAs(names);
        for (String name : names) {
            Captured one = new Captured();
            assertThat(new Main(one.terminal()).run(name, "--help")).isZero();
            assertThat(one.out().strip()).startsWith("Usage: d4j " + name);
        }
    }

    @Test
    void helpOfACommandIsFoundByTheWordHelpToo() {
        assertThat(run("help", "completion")).isZero();
        assertThat(captured.out()).startsWith("Usage: d4j completion");
    }

    @Test
    void helpOfAnUnknownCommandNamesTheNearest() {
        assertThat(run("help", "complition")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .isEqualToIgnoringNewLines(
                        "d4j: 'd4j' has no command 'complition'. Did you mean 'completion'? See 'd4j --help'.");
    }

    @Test
    void versionNamesTheProgramAndItsJava() {
        assertThat(run("--version")).isZero();
        assertThat(captured.out()).startsWith("d4j ").contains("Java " + System.getProperty("java.version"));
    }

    @Test
    void withoutACommandTheListIsShownAndTheExitCodeSaysThatNothingWasDone() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("Commands:");
        assertThat(captured.out()).isEmpty();
    }

    @Test
    void anUnknownCommandIsAnsweredWithTheNearestOne() {
        assertThat(run("complition")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .isEqualToIgnoringNewLines(
                        "d4j: 'd4j' has no command 'complition'. Did you mean 'completion'? See 'd4j --help'.");
    }

    @Test
    void anUnknownFlagIsAnsweredWithTheNearestOne() {
        assertThat(run("completion", "--stacktrac")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .isEqualToIgnoringNewLines(
                        "d4j: 'd4j completion' has no flag '--stacktrac'. Did you mean '--stacktrace'? See 'd4j completion --help'.");
    }

    @Test
    void anArgumentTooManyIsNamed() {
        assertThat(run("completion", "fish")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .isEqualToIgnoringNewLines(
                        "d4j: 'd4j completion' has no place for the argument 'fish'. See 'd4j completion --help'.");
    }

    @Test
    void aWrongValueOfAFlagIsAnsweredWithTheAllowedOnes() {
        assertThat(run("completion", "--progress=loud")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .isEqualToIgnoringNewLines(
                        "d4j: Invalid value for option '--progress': 'loud' is no way to show progress; auto, plain and none are. See 'd4j completion --help'.");
    }

    @Test
    void aFlagWithoutItsValueIsNamed() {
        assertThat(run("completion", "--progress")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("'--progress' (auto|plain|none)").contains("See 'd4j completion --help'.");
    }

    @Test
    void theCompletionScriptKnowsEveryCommand() {
        assertThat(run("completion")).isZero();
        assertThat(captured.out()).contains("complete -F _complete_d4j");
        assertThat(Commands.ENTRIES)
                .allSatisfy(entry -> assertThat(captured.out()).contains(entry.name()));
        assertThat(captured.err()).isEmpty();
    }

    @Test
    void commandsOfACheckoutSayWhereTheyAreDone() {
        assertThat(run("test", "-pl", "base")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains(
                        "works on the sources, and this program was started without them. Run './d4j test' in a checkout.");
    }

    @Test
    void globalFlagsMayStandBeforeAndAfterTheCommand() {
        assertThat(run("--progress=NONE", "completion")).isZero();
        assertThat(run("completion", "--progress", "plain")).isZero();
        assertThat(captured.err()).isEmpty();
    }
}
