// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.weights.Conversion;
import org.diffusion4j.weights.FloatType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model is the same in whatever form its weights lie. */
class ModelFormsTest {
    @TempDir
    private Path folder;

    private Path saved = Path.of("");

    @BeforeEach
    void save() {
        saved = folder.resolve("saved");
        try (Model model = Model.open("spiral")) {
            model.save(saved, FloatType.FP32);
        }
    }

    private Path converted(String name, Optional<FloatType> type, Optional<Long> maxShardBytes) {
        Path to = folder.resolve(name);
        new Conversion(saved, to, Optional.empty(), type, maxShardBytes).run(FileLayer.disk());
        return to;
    }

    private static void assertSame(Path one, Path other, double relative) {
        try (Model a = Model.open(one.toString(), "cpu");
                Model b = Model.open(other.toString(), "cpu")) {
            assertThat(b.recipe()).isEqualTo(a.recipe());
            assertThat(b.parameters().names()).isEqualTo(a.parameters().names());
            for (String name : a.parameters().names()) {
                float[] want = Tensors.floats(a.parameters().get(name));
                float[] got = Tensors.floats(b.parameters().get(name));
                assertThat(got).hasSameSizeAs(want);
                double worst = 0;
                for (int i = 0; i < want.length; i++) {
                    worst = Math.max(worst, Math.abs(got[i] - want[i]) - relative * Math.abs(want[i]));
                }
                assertThat(worst).as(name).isLessThanOrEqualTo(0);
            }
        }
    }

    @Test
    void shardsAreOneModel() {
        assertSame(saved, converted("shards", Optional.empty(), Optional.of(20_000L)), 0);
        assertThat(folder.resolve("shards/model.safetensors.index.json")).exists();
    }

    @Test
    void halfTheRoomCostsTheLastDigits() {
        assertSame(saved, converted("b.safetensors", Optional.of(FloatType.BF16), Optional.empty()), 0x1p-8);
    }

    @Test
    void aFormWithoutMetadataLosesTheRecipe() {
        Path torch = converted("model.pth", Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> Model.open(torch.toString(), "cpu"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("'%s' carries no recipe, so nothing is known of its network.".formatted(torch));
    }

    @Test
    void weightsWithoutARecipeHaveTheOneBesideThem() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.copy(saved.resolve("recipe.yaml"), other.resolve("recipe.yaml"));
        Path torch = converted("other/spiral.pt", Optional.empty(), Optional.empty());
        assertSame(saved, torch, 0);
        assertSame(saved, other, 0);
        Path plain = other.resolve("plain.safetensors");
        new Conversion(torch, plain, Optional.empty(), Optional.empty(), Optional.empty()).run(FileLayer.disk());
        assertSame(saved, plain, 0);
    }

    @Test
    void aDamagedRecipeBesideWeightsIsSaid() throws IOException {
        Path other = Files.createDirectory(folder.resolve("wrong"));
        Files.writeString(other.resolve("recipe.yaml"), "system: [");
        Path torch = converted("wrong/spiral.pt", Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> Model.open(torch.toString(), "cpu"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(other.resolve("recipe.yaml").toString());
    }

    @Test
    void aFileThatIsNoWeightsIsNotRead() throws IOException {
        Path pickle = Files.write(folder.resolve("x.pth"), new byte[] {(byte) 0x80, 2, 'c', 'o', 's', '\n', 'x', '\n'});
        assertThatThrownBy(() -> Model.open(pickle.toString(), "cpu"))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("holds an object of the class 'os.x', and only tensors");
    }
}
