// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class EngineTest {
    @Test
    void openBlasRunsOnOneThread() {
        Engine.start();
        Engine.start();
        assertThat(openblas.blas_get_num_threads()).isEqualTo(1);
    }

    @Test
    void threadsBeyondTheCoresAreRefusedInASentence() {
        int cores = Engine.cores();
        assertThatThrownBy(() -> Engine.useThreads(cores + 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "threads must lie in 1 to %d (the cores of this process) but was %d. Leave it out to let the network decide."
                                .formatted(cores, cores + 1));
        assertThatThrownBy(() -> Engine.useThreads(0)).hasMessageContaining("but was 0");
    }

    @Test
    void threadsAreThoseAskedFor() {
        Engine.start();
        int before = torch.get_num_threads();
        Engine.useThreads(1);
        assertThat(torch.get_num_threads()).isEqualTo(1);
        Engine.useThreads(before);
    }
}
