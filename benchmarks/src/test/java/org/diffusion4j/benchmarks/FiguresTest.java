// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.error.FormatException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
    private static final Row PLAIN = row("sprites", "sampling step", 40, "PyTorch eager", true, 100.0, 0.4);
    private static final Row BEST = row("sprites", "sampling step", 40, "PyTorch cl", false, 50.0, 0.8);
    private static final Row ALONE = row("spiral", "training step", 0.5, null, false, null, null);

    @TempDir
    private Path folder;

    private static Row row(
            String system,
            String what,
            double ours,
            @Nullable String peer,
            boolean isPlain,
            @Nullable Double theirs,
            @Nullable Double ratio) {
        return new Row(
                system,
                what,
                32,
                "ms",
                ours,
                "float32",
                peer,
                isPlain,
                theirs,
                ratio,
                ratio == null ? null : 0.01,
                ratio == null ? null : 0.7,
                0.1,
                "convolution 200 GFLOP/s",
                "a processor");
    }

    @Test
    void whatWasWrittenIsReadAgain() {
        Path file = folder.resolve("performance.json");
        new Figures(List.of(ALONE, PLAIN, BEST)).write(file);
        assertThat(Figures.read(file).rows()).containsExactly(ALONE, PLAIN, BEST);
        assertThat(Figures.read(folder.resolve("none.json")).rows()).isEmpty();
    }

    @Test
    void newerRowsTakeThePlaceOfTheirJobAndNoOther() {
        Row newer = row("sprites", "sampling step", 30, "PyTorch eager", true, 100.0, 0.3);
        assertThat(new Figures(List.of(PLAIN, BEST, ALONE)).with(List.of(newer)).rows())
                .containsExactly(ALONE, newer);
    }

    @Test
    void anotherProcessorHasRowsOfItsOwn() {
        Row epyc = on("Java 17; AMD EPYC; avx2; 2 cores; natives");
        Row xeon = on("Java 17; Intel(R) Xeon(R) Processor; avx512 (the processor has amx_bf16 too); 2 cores; natives");
        assertThat(epyc.processor()).isEqualTo("AMD EPYC, avx2, 2 cores");
        assertThat(xeon.processor()).isEqualTo("Intel Xeon Processor, avx512 with amx_bf16, 2 cores");
        Figures both = new Figures(List.of(epyc)).with(List.of(xeon));
        assertThat(both.rows()).containsExactly(epyc, xeon);
        assertThat(both.with(List.of(epyc)).rows()).containsExactlyInAnyOrder(epyc, xeon);
        assertThat(new PerformancePage(both).page())
                .contains(
                        "On AMD EPYC, avx2, 2 cores:\n",
                        "On Intel Xeon Processor, avx512 with amx_bf16, 2 cores:\n",
                        "pictures/performance-sprites-amd-epyc-avx2-2-cores.png",
                        "pictures/performance-sprites-intel-xeon-processor-avx512-with-amx-bf16-2-cores.png");
    }

    private static Row on(String machine) {
        return new Row(
                "sprites",
                "sampling step",
                32,
                "ms",
                40,
                "float32",
                "PyTorch eager",
                true,
                100.0,
                0.4,
                0.01,
                0.7,
                0.1,
                "",
                machine);
    }

    @Test
    void aFileOfSomethingElseIsRefused() throws IOException {
        Path file = folder.resolve("performance.json");
        Files.writeString(file, "{rows");
        assertThatThrownBy(() -> Figures.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("is not a file of figures")
                .hasMessageEndingWith("Remove it, or take the one of the last version.");
    }

    @Test
    void thePageHasEveryRowAndAChartOfTheShares() {
        PerformancePage page = new PerformancePage(new Figures(List.of(PLAIN, BEST, ALONE)));
        assertThat(page.page())
                .contains(
                        "| sampling step, batch 32 | 40.0 ms | float32 | PyTorch eager: 100 ms (plain) | 0.40 ± 0.01 | ≤ 0.5 | 70 % | 0.10 |",
                        "| PyTorch cl: 50.0 ms (best) | 0.80 ± 0.01 | ≤ 0.8 |",
                        "pictures/performance-sprites-a-processor.png",
                        "sprites, spiral: a processor. Peak beside the first of these rows: convolution 200 GFLOP/s.")
                .contains("## MAT")
                .doesNotContain("{{");
        page.write(folder);
        assertThat(folder.resolve("performance.md")).exists();
        assertThat(folder.resolve("pictures/performance-sprites-a-processor.png"))
                .exists();
        assertThat(folder.resolve("pictures/performance-spiral-a-processor.png"))
                .doesNotExist();
    }
}
