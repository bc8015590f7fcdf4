// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensorsWriter;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.mat.RowDraws;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.tensor.StoredTensors;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfficialMatTest {
    @TempDir
    private Path folder;

    private static float[] fill(MatModel model) {
        try (PointerScope scope = new PointerScope()) {
            Tensor image = torch.zeros(1, 3, 256, 256);
            Tensor known = torch.ones(1, 1, 256, 256);
            known.narrow(2, 64, 128).zero_();
            RowDraws draws = new RowDraws(RandomStream.of(1, "test"), 0, 1, model.device());
            return Tensors.floats(
                    model.fill(image, known, draws, Truncation.NONE).image());
        }
    }

    /** What the conversion of an official checkpoint gives: the tensors under their names, and nothing else. */
    @Test
    @Tag("slow")
    void aFileOfTheOfficialTensorsAloneIsTheOfficialNetwork() throws Exception {
        Path file = folder.resolve("official.safetensors");
        float[] before;
        try (MatModel drawn = MatModel.drawn("mat-256", "cpu", Compute.FLOAT32)) {
            before = fill(drawn);
            List<NamedArray> arrays = drawn.parameters().names().stream()
                    .map(name -> StoredTensors.array(name, drawn.parameters().get(name)))
                    .toList();
            assertThat(arrays).hasSize(442);
            FileLayer.disk().replace(file, new SafeTensorsWriter(Map.of(), arrays)::writeTo);
        }
        try (MatModel opened = MatModel.open(file.toString(), "cpu")) {
            assertThat(opened.recipe().generator().resolution()).isEqualTo(256);
            assertThat(fill(opened)).isEqualTo(before);
        }
    }
}
