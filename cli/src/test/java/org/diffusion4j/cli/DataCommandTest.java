// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.diffusion4j.plot.Png;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    @TempDir
    Path folder;

    private final Captured captured = new Captured();

    private int run(String... words) {
        return new Main(captured.terminal()).run(words);
    }

    @Test
    void infoTellsWhatIsThere() {
        assertThat(run("data", "info", "emoji", "--set", "size=16"))
                .as(captured.err())
                .isEqualTo(ExitCode.OK);
        assertThat(captured.out().lines())
                .contains(
                        "emoji: 1,717 items of shape (3, 16, 16)",
                        "held out: 189 items more",
                        "classes: 9",
                        "    3  Food & Drink             118",
                        "left out: nothing")
                .anyMatch(line -> line.matches("values: mean -?0\\.\\d{3} .*, standard deviation 0\\.\\d{3} .*"))
                .anyMatch(line -> line.matches("fingerprint: crc32c:[0-9a-f]{8}"));
    }

    @Test
    void whatWasLeftOutIsListedWithItsReason() throws IOException {
        Path good = folder.resolve("good.gif");
        try (var in = DataCommandTest.class.getResourceAsStream("/org/diffusion4j/emoji/emoji32.png")) {
            Files.write(folder.resolve("sheet.png"), Objects.requireNonNull(in).readAllBytes());
        }
        for (int i = 0; i < 25; i++) {
            Files.writeString(folder.resolve("notes%02d.txt".formatted(i)), "");
        }
        Files.writeString(good, "no picture");
        assertThat(run("data", "info", folder.toString())).as(captured.err()).isEqualTo(ExitCode.OK);
        assertThat(captured.out())
                .contains(
                        "left out: 26",
                        "  notes07.txt: its name does not end like that of a picture",
                        "  and 6 more, which --all lists");
        assertThat(run("data", "info", folder.toString(), "--all")).isEqualTo(ExitCode.OK);
        assertThat(captured.out())
                .contains("  notes24.txt: its name does not end like that of a picture", "  good.gif: ");
    }

    @Test
    void aPreviewIsAPictureThatKnowsItsCommand() {
        Path file = folder.resolve("p.png");
        assertThat(run("data", "preview", "emoji", "--columns", "4", "--out", file.toString()))
                .as(captured.err())
                .isEqualTo(ExitCode.OK);
        assertThat(captured.out()).isEqualTo("picture: %s%n".formatted(file));
        assertThat(Png.text(file)).containsEntry("command", "d4j data preview emoji --columns 4 --out " + file);
    }

    @Test
    void convertedPicturesAreLookedAtByTheirOwnRecipe() {
        Path array = folder.resolve("e.npy");
        assertThat(run(
                        "data",
                        "convert",
                        "emoji",
                        "--set=size=16",
                        "--set=categories=[Flags]",
                        "--out",
                        array.toString()))
                .as(captured.err())
                .isEqualTo(ExitCode.OK);
        assertThat(captured.out())
                .contains("array: %s (244 pictures, 0 left out)".formatted(array), "e.labels.npy", "e.yaml");
        Captured second = new Captured();
        assertThat(new Main(second.terminal())
                        .run("data", "info", folder.resolve("e.yaml").toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(second.out()).contains("244 items of shape (3, 16, 16)", "    8  Flags                    244");
    }

    @Test
    void wrongWordsAreAnsweredInASentence() {
        assertThat(run("data")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("info", "preview", "convert");
        assertThat(run("data", "inf")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("Did you mean 'info'?");
        assertThat(run("data", "preview", "spiral")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("'spiral' has no pictures but items of shape [3].");
        assertThat(run("data", "preview", "emoji", "--rows", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("--columns was 12 and --rows 0; both lie in 1 to 100. 12 are usual.");
        assertThat(run("data", "convert", "emoji")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("--out");
        assertThat(run("data", "info", "emoji", "--set", "sise=16")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("Did you mean 'size'?");
    }
}
