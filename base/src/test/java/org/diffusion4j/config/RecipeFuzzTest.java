// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.diffusion4j.config.sample.SpiralRecipe;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeFuzzTest {
    private static final String GOOD = """
            name: "나선 1"  # text
            train: {steps: 5, learningRate: 1e-3}
            network:
              kind: point-mlp
              hidden: 64
            widths: [1, 2]
            compare:
              - ddpm
              - {kind: ddim, eta: 0.5}
            note: |
              two
              lines
            """;

    @TempDir
    Path folder;

    @Test
    void aDamagedFileGivesARecipeOrASentence() throws IOException {
        Random random = new Random(77);
        Path file = folder.resolve("damaged.yaml");
        int refused = 0;
        for (int i = 0; i < 800; i++) {
            Files.write(file, damaged(GOOD.getBytes(StandardCharsets.UTF_8), random));
            try {
                assertThat(RecipeReader.read(SpiralRecipe.class, RecipeSource.ofFile(file))
                                .widths())
                        .isNotNull();
            } catch (ConfigException e) {
                refused++;
                assertThat(e.getMessage()).startsWith(file + ":").doesNotContain("Exception");
            }
        }
        assertThat(refused).isBetween(300, 799);
    }

    @Test
    void aDamagedOverrideGivesARecipeOrASentence() {
        Random random = new Random(78);
        RecipeSource source = RecipeSource.ofText("r.yaml", GOOD);
        int refused = 0;
        for (int i = 0; i < 800; i++) {
            byte[] bytes = damaged("compare.1.eta=[0.25, {a: 'b'}]".getBytes(StandardCharsets.UTF_8), random);
            String override = new String(bytes, StandardCharsets.UTF_8);
            try {
                assertThat(RecipeReader.read(SpiralRecipe.class, source, List.of(override))
                                .widths())
                        .isNotNull();
            } catch (ConfigException e) {
                refused++;
                assertThat(e.getMessage()).contains("--set ");
            }
        }
        assertThat(refused).isBetween(300, 800);
    }

    /** Some bytes changed, or a piece removed, or a piece written twice. */
    private static byte[] damaged(byte[] good, Random random) {
        byte[] bytes = good.clone();
        byte[] likely = "{}[]:-#&*!|>'\"%@` \t\n\r,?0\u0000".getBytes(StandardCharsets.UTF_8);
        for (int n = random.nextInt(3); n >= 0; n--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextBoolean() ? likely[random.nextInt(likely.length)] : (byte) random.nextInt(256);
        }
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(bytes.length - from);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String changed = switch (random.nextInt(3)) {
            case 0 -> text;
            case 1 -> text.substring(0, from) + text.substring(to);
            default -> text.substring(0, to) + text.substring(from);
        };
        return changed.getBytes(StandardCharsets.ISO_8859_1);
    }
}
