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
    void aProgramThatStopsIsToldByItsFileWhatItWasGivenAndItsOwnWords() {
        requireRefused(
                "def forward(self, x):\n    assert x.size(2) == 7, 'only seven\\nrows'\n    return x.float()\n",
                FormatException.class,
                "was given a batch of the shape (1, 3, 1, 2) and stopped: AssertionError: only seven.");
        requireRefused(
                "def forward(self, x):\n    return x.float().mean([2, 3]) @ x.float()[0, 0]\n",
                FormatException.class,
                "was given a batch of the shape (1, 3, 1, 2) and stopped: mat1 and mat2 shapes cannot be multiplied (1x3 and 1x2).");
        String onlyOne = "def forward(self, x):\n    assert x.size(0) == 1, 'one'\n    return x.float().mean([2, 3])\n";
        try (TorchScriptNet net = TorchScriptNet.open(saved("broken.pt", onlyOne), RED)) {
            assertThatThrownBy(() -> net.features(List.of(RED, RED)))
                    .isInstanceOf(FormatException.class)
                    .hasMessage(
                            "the feature network 'broken.pt' was given a batch of the shape (2, 3, 1, 2) and stopped: AssertionError: one. Use one that takes bytes (N, 3, H, W) and gives (N, F).");
        }
    }

    @Test
    void aProgramWithOtherArgumentsOrNoneToAskIsRefused() {
        requireRefused(
                "def forward(self, x, y):\n    return x\n",
                FormatException.class,
                "was given a batch of the shape (1, 3, 1, 2) and takes other arguments: (Tensor x, Tensor y).");
        requireRefused(
                "def forward(self):\n    return 3\n",
                FormatException.class,
                "was given a batch of the shape (1, 3, 1, 2) and takes other arguments: ().");
        requireRefused(
                "def forward(self, x: int):\n    return x\n",
                FormatException.class,
                "was given a batch of the shape (1, 3, 1, 2) and takes other arguments: (int x).");
        Path other = saved("other.pt", "def features(self, x):\n    return x\n");
        assertThatThrownBy(() -> TorchScriptNet.open(other, RED))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'%s' is a TorchScript file without a method 'forward', so it cannot be asked. Save a whole network with torch.jit.script or torch.jit.trace.",
                        other);
    }

    @Test
    void answersThatAreNoPlainNumbersOrTooManyAreRefused() {
        requireRefused(
                "def forward(self, x):\n    return [x]\n",
                ShapeException.class,
                "answered 1 pictures with something else than a tensor, not with a row of features for each.");
        for (String answer : List.of(
                "x.float().mean([2, 3]).to_sparse()",
                "torch.complex(x.float().mean([2, 3]), x.float().mean([2, 3]))",
                "torch.zeros([1]).expand([1, 5000000000])")) {
            assertThatThrownBy(() -> TorchScriptNet.open(
                            saved("broken.pt", "def forward(self, x):\n    return %s\n".formatted(answer)), RED))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageStartingWith("the feature network 'broken.pt' answered 1 pictures with (1, ")
                    .hasMessageContaining(
                            "of a kind or a count that cannot be read, not with a row of features for each.");
        }
        Path wide = saved("wide.pt", "def forward(self, x):\n    return torch.zeros([1]).expand([1, 100000])\n");
        assertThatThrownBy(() -> TorchScriptNet.open(wide, RED))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "the feature network 'wide.pt' gives 100,000 features of a picture, and covariances are taken of at most 16,384. Use one that gives fewer.");
    }

    private void requireRefused(String program, Class<? extends Exception> type, String words) {
        Path file = saved("broken.pt", program);
        assertThatThrownBy(() -> TorchScriptNet.open(file, RED))
                .isInstanceOf(type)
                .hasMessage(
                        "the feature network 'broken.pt' %s Use one that takes bytes (N, 3, H, W) and gives (N, F).",
                        words);
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
