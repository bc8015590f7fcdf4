// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The library is loaded once in a process, so each case has one of its own. */
class EngineAheadTest {
    /** Also a process that begins to load and ends at once, in the midst of it, ends in order. */
    @ParameterizedTest
    @CsvSource({"used, 1 thread and 0 bytes at most", "left, nothing used"})
    void theLibraryIsThereOrTheProcessEndsInOrder(String what, String said) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(List.of(
                        java,
                        "-Xmx256m",
                        "-XX:-CreateCoredumpOnCrash",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EngineAheadTest.class.getName(),
                        what))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.inputReader(UTF_8).lines()).containsExactly(said);
        assertThat(process.waitFor()).isZero();
    }

    /** The process: {@code used} or {@code left}. */
    public static void main(String[] words) {
        Engine.startAhead();
        Engine.startAhead(); // nothing more happens
        if (words[0].equals("used")) {
            Engine.start();
            System.out.println("%d thread and %d bytes at most"
                    .formatted(openblas.blas_get_num_threads(), Pointer.maxPhysicalBytes()));
        } else {
            System.out.println("nothing used");
        }
        System.exit(0);
    }
}
