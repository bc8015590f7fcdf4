// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.EngineException;
import org.junit.jupiter.api.Test;

class NativeErrorsTest {
    @Test
    void aShapeErrorInsideLibtorchIsOneLineWithoutFramesOfCpp() {
        try (PointerScope scope = new PointerScope()) {
            Tensor a = Tensors.of(new float[6], 2, 3);
            Tensor b = Tensors.of(new float[6], 2, 3);
            assertThatThrownBy(() -> NativeErrors.during("multiplying", () -> torch.mm(a, b)))
                    .isInstanceOf(EngineException.class)
                    .hasMessage(
                            "The native library stopped while multiplying: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3). If your own input has the documented shape, this is a defect: please report it with this sentence.")
                    .cause()
                    .isInstanceOf(RuntimeException.class)
                    .message()
                    .doesNotContain("frame #")
                    .doesNotContain(".so");
        }
    }

    @Test
    void lackOfMemoryInsideLibtorchIsSaidAsSuch() {
        try (PointerScope scope = new PointerScope()) {
            Engine.start();
            assertThatThrownBy(() -> NativeErrors.during("asking for too much", () -> torch.empty(1L << 50)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageStartingWith("The native library stopped while asking for too much: ")
                    .hasMessageEndingWith("There is too little memory: use a smaller batch, micro-batch or size.");
        }
    }

    @Test
    void ofAProgramThatStoppedItsOwnWordsAreTold() {
        RuntimeException stopped = new RuntimeException(
                "The following operation failed.\nTraceback:\n  File \"x\", line 3\nRuntimeError: only seven.\nand more\n");
        assertThat(NativeErrors.reason(stopped)).isEqualTo("only seven");
        assertThat(NativeErrors.isLackOfMemory(stopped)).isFalse();
        RuntimeException full = new RuntimeException("It failed.\nRuntimeError: can't allocate memory\n");
        assertThat(NativeErrors.isLackOfMemory(full)).isTrue();
        assertThat(NativeErrors.reason(new RuntimeException("\n first line.\nsecond")))
                .isEqualTo("first line");
        assertThat(NativeErrors.reason(new RuntimeException((String) null))).isEqualTo("no message");
    }

    @Test
    void ourOwnSentencesAndDefectsPassAsTheyAre() {
        ConfigException ours = new ConfigException("a sentence");
        assertThatThrownBy(() -> NativeErrors.during("x", () -> {
                    throw ours;
                }))
                .isSameAs(ours);
        assertThatThrownBy(() -> NativeErrors.during("x", () -> {
                    throw new IllegalStateException("a defect");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(NativeErrors.during("x", () -> 7)).isEqualTo(7);
    }
}
