// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.Features;
import org.diffusion4j.run.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptNetTest {
    /** The mean byte of each colour. */
    private static final String MEANS = "def forward(self, x):\n    return x.float().mean([2, 3])\n";

    private static final Picture RED = Picture.of(2, 1, 3, new byte[] {(byte) 200, 0, 0, 100, 0, 8});
    private static final Picture GREY = Picture.of(2, 1, 1, new byte[] {10, 30});

    @TempDir
    private Path folder;

    @Test
    void aModuleSeesBytesColourByColour() throws IOException {
        Path file = saved("colours.pt", MEANS);

        try (TorchScriptNet net = TorchScriptNet.open(file, RED)) {
            Features features = net.features(List.of(RED, GREY));

            assertThat(features.size()).isEqualTo(3);
            assertThat(new double[] {features.at(0, 0), features.at(0, 1), features.at(0, 2)})
                    .containsExactly(150, 0, 4);
            assertThat(features.at(1, 2)).isEqualTo(20);
            assertThat(net.frechetName()).isEqualTo("FD-colours.pt");
            assertThat(net.kernelName()).isEqualTo("KD-colours.pt");
            assertThat(net.sha256()).isEqualTo(Sha256.of(Files.readAllBytes(file)));
        }
    }

    @Test
    void manyPicturesAreAskedInPartsAndKeepTheirOrder() {
        List<Picture> many = java.util.stream.IntStream.range(0, 70)
                .mapToObj(i -> Picture.of(1, 1, 3, new byte[] {(byte) i, 0, 0}))
                .toList();

        try (TorchScriptNet net = TorchScriptNet.open(saved("colours.pt", MEANS), many.get(0))) {
            Features features = net.features(many);

            assertThat(features.at(33, 0)).isEqualTo(33);
            assertThat(features.at(69, 0)).isEqualTo(69);
        }
    }

    @Test
    void onlyTheDetectorOfTheLiteratureGivesFid() {
        String wide = """
                def forward(self, x, return_features: bool = False):
                    n = 2048 if return_features else 1008
                    return x.float().mean([1, 2, 3]).unsqueeze(1).expand(-1, n)
                """;

        try (TorchScriptNet detector = TorchScriptNet.open(saved(TorchScriptNet.DETECTOR, wide), RED);
                TorchScriptNet renamed = TorchScriptNet.open(saved("other.pt", wide), RED);
                TorchScriptNet narrow = TorchScriptNet.open(saved("a/" + TorchScriptNet.DETECTOR, MEANS), RED)) {
            assertThat(detector.frechetName()).isEqualTo("FID");
            assertThat(detector.kernelName()).isEqualTo("KID");
            assertThat(detector.features(List.of(RED)).size()).isEqualTo(2048);
            assertThat(renamed.frechetName()).isEqualTo("FD-other.pt");
            assertThat(narrow.frechetName()).isEqualTo("FD-" + TorchScriptNet.DETECTOR);
        }
    }

    @Test
    void whatIsNoFeatureNetworkIsRefused() throws IOException {
        Path words = Files.writeString(folder.resolve("words.pt"), "no program");
        Path missing = folder.resolve("missing.pt");

        assertThatThrownBy(() -> TorchScriptNet.open(words, RED))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'%s' is no TorchScript file that can be loaded. Save the network with torch.jit.script or torch.jit.trace; a plain state dict has no program.",
                        words);
        assertThatThrownBy(() -> TorchScriptNet.open(missing, RED))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("the feature network '%s' cannot be read (".formatted(missing))
                .hasMessageEndingWith("Give the path of a TorchScript file that you may read.");
        Path sum = saved("sum.pt", "def forward(self, x):\n    return x.float().sum([0, 2, 3])\n");
        assertThatThrownBy(() -> TorchScriptNet.open(sum, RED))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "the feature network 'sum.pt' answered 1 pictures with (3), not with a row of features for each. Use one that takes bytes (N, 3, H, W) and gives (N, F).");
    }

    @Test
    void mapsOfFeaturesAndNoFeatureAtAllAreRefused() {
        for (String answer : List.of("x.float()", "x.float()[:, 0, 0, :0]")) {
            Path file = saved("maps.pt", "def forward(self, x):\n    return %s\n".formatted(answer));
            assertThatThrownBy(() -> TorchScriptNet.open(file, RED))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageStartingWith("the feature network 'maps.pt' answered 1 pictures with (1, ")
                    .hasMessageEndingWith(
                            "not with a row of features for each. Use one that takes bytes (N, 3, H, W) and gives (N, F).");
        }
    }

    @Test
    void picturesOfSeveralSizesAreRefusedEvenWhereTheyAreAskedInParts() {
        List<Picture> many = new ArrayList<>(Collections.nCopies(70, RED));
        many.set(40, Picture.of(1, 2, 3, new byte[6]));
        try (TorchScriptNet net = TorchScriptNet.open(saved("colours.pt", MEANS), RED)) {
            assertThatThrownBy(() -> net.features(many))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage(
                            "picture 40 has 1 x 2 pixels and the first 2 x 1; a feature network takes pictures of one size. Resize them first.");
        }
    }

    private Path saved(String name, String program) {
        return TorchScripts.saved(folder.resolve(name), program);
    }
}
