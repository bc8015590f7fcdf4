// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.diffusion4j.error.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FontsTest {
    @Test
    void theBundledFacesHaveTheSignsOfThePapers() {
        assertThat(Fonts.regular(12).getFontName()).isEqualTo("DejaVu Sans");
        assertThat(Fonts.bold(12).getFontName()).isEqualTo("DejaVu Sans Bold");
        assertThat(Fonts.regular(12).canDisplayUpTo("\u221A\u1FB1 \u2212 \u03B1\u03B2\u03B5\u03C3\u2081\u2080\u00B3"))
                .isEqualTo(-1);
        assertThat(Fonts.regular(12.5).getSize2D()).isEqualTo(12.5f);
    }

    @Test
    void theLicenceTravelsWithTheFont() throws IOException {
        try (var in = Fonts.class.getResourceAsStream("/org/diffusion4j/fonts/DEJAVU-LICENSE.txt")) {
            assertThat(in).isNotNull().asString(StandardCharsets.UTF_8).contains("Bitstream Vera", "Arev");
        }
    }

    @Test
    void aSystemWithoutFontsIsAnsweredWithTheCommandThatHelps() {
        String sentence =
                "Java cannot load the font 'x.ttf' (%s). Pictures with text need fontconfig, one font installed on"
                        + " this system and a temporary folder that can be written. On Debian and Ubuntu run"
                        + " 'apt-get install fontconfig fonts-dejavu-core', then start again.";
        RuntimeException head =
                new RuntimeException("Fontconfig head is null, check your fonts or fonts configuration");
        assertThatThrownBy(() -> Fonts.load("x.ttf", () -> fail(head)))
                .isInstanceOf(EngineException.class)
                .hasMessage(sentence.formatted(head.getMessage()));
        assertThatThrownBy(() -> Fonts.load("x.ttf", () -> fail(new InternalError(head))))
                .isInstanceOf(EngineException.class)
                .hasMessage(sentence.formatted(head.getMessage()));
        assertThatThrownBy(() -> Fonts.load("x.ttf", () -> {
                    throw new IOException("Problem reading font data.");
                }))
                .hasMessage(sentence.formatted("Problem reading font data."));
        assertThatThrownBy(() -> Fonts.load("x.ttf", () -> fail(new UnsatisfiedLinkError("libfreetype.so.6"))))
                .hasMessageContaining("(libfreetype.so.6)");
    }

    private static Font fail(RuntimeException e) {
        throw e;
    }

    private static Font fail(Error e) {
        throw e;
    }

    @Test
    void aDamagedFontFileIsNotBlamedOnTheSystem() {
        assertThatThrownBy(() -> Fonts.load("x.ttf", () -> {
                    throw new FontFormatException("bad table");
                }))
                .isInstanceOf(EngineException.class)
                .hasMessage("The font 'x.ttf' inside the diffusion4j jar cannot be read. Fetch the jar again.");
    }

    /** Asks for the font twice and prints both answers: the second must be as good as the first. */
    static final class Asker {
        private Asker() {}

        public static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    System.out.println(Fonts.regular(10).getFontName());
                } catch (EngineException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aJvmWithoutAnyFontSaysTheSentenceEachTime(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(
                folder.resolve("fonts.conf"),
                "<?xml version=\"1.0\"?><fontconfig><dir>" + folder.resolve("none") + "</dir><cachedir>" + folder
                        + "/cache</cachedir></fontconfig>");
        Path output = folder.resolve("output");
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-Duser.home=" + folder,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Asker.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        java.environment().put("FONTCONFIG_FILE", config.toString());
        Process process = java.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readAllLines(output))
                .hasSize(2)
                .allMatch(line -> line.contains("apt-get install fontconfig fonts-dejavu-core"));
    }
}
