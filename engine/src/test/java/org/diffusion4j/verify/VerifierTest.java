// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;

class VerifierTest {
    @Test
    void tmp() {
        org.diffusion4j.tensor.Engine.start();
        var r = Verifier.run(
                Path.of("../base/src/main/resources/org/diffusion4j/fixtures"),
                "seed0",
                new Device("cpu"),
                System.out::println);
        assertThat(r.isGood()).isTrue();
    }
}
