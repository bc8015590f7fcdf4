// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.error.EngineException;
import org.junit.jupiter.api.Test;

/** The library is loaded once in a process, so this has one of its own. */
class EngineInScopeTest {
    @Test
    void errorsHaveTheirWordsWhereTheLibraryWasFirstUsedWithinAScopeThatEnded()
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EngineInScopeTest.class.getName()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.inputReader(UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith(
                        "The native library stopped while multiplying: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3). ");
        assertThat(process.waitFor()).isZero();
    }

    /** The process. */
    public static void main(String[] words) {
        try (PointerScope first = new PointerScope()) {
            Engine.start();
        }
        try (PointerScope second = new PointerScope()) {
            Tensor a = Tensors.of(new float[6], 2, 3);
            NativeErrors.during("multiplying", () -> torch.mm(a, a));
        } catch (EngineException e) {
            System.out.println(e.getMessage());
        }
        System.exit(0);
    }
}
