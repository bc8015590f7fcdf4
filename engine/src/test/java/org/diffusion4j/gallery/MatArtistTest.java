// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.diffusion4j.model.MatRun;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.plot.Png;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatArtistTest {
    private static final MatRecipe RECIPE = MatRecipe.ofText("tiny-mat", """
            system: tiny-mat
            data: {kind: emoji, size: 32}
            generator:
              resolution: 32
              latent: 8
              style: 8
              mappingLayers: 2
              channels: {exact: [8, 8, 8, 6]}
              firstStage: {dim: 8, heads: 2, tokenSide: 16, depths: [1, 1, 1], windows: [4, 4, 4]}
            discriminator: {resolution: 32, channels: {exact: [8, 8, 8, 6]}, group: 2}
            train: {steps: 2, batch: 2, saveEvery: 1, heldOutImages: 2, penaltyEvery: 1}
            """);

    @TempDir
    private Path folder;

    @Test
    void aRunShowsItsFillsAndItsLosses() throws IOException {
        RunSettings settings = new RunSettings(
                folder, "cpu", List.of(), Clock.systemUTC(), FileLayer.disk(), new StopSignal(), warning -> {});
        List<Path> drawn = new ArrayList<>();
        MatRun.start(RECIPE, settings, new MatArtist(drawn::add));
        TreeSet<String> names = new TreeSet<>();
        drawn.forEach(file -> names.add(file.getFileName().toString()));
        assertThat(names)
                .containsExactly(
                        "distance.png",
                        "fills-000000000.png",
                        "fills-000000001.png",
                        "fills-000000002.png",
                        "losses.png",
                        "penalty.png");
        Path first = drawn.get(0);
        BufferedImage sheet = ImageIO.read(first.toFile());
        assertThat(sheet.getWidth()).isGreaterThan(12 * 96); // twelve pictures
        assertThat(sheet.getHeight()).isBetween(4 * 96, 6 * 96); // hole, first stage, filled, picture
        assertThat(Png.text(first))
                .containsEntry("step", "0")
                .containsEntry("recipe", RECIPE.yaml())
                .containsEntry("command", "d4j train recipe.yaml");
    }
}
