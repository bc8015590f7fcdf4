// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DoctorCommandTest {
    @Test
    void theTableGoesToStandardOutput() {
        Captured program = new Captured();
        assertThat(new Main(program.terminal()).run("doctor")).isEqualTo(ExitCode.OK);
        assertThat(program.out()).contains("processor ", "OpenBLAS 1", "3x3 convolution ", " GFLOP/s");
    }
}
