// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PickleWriterTest {
    @Test
    void whatIsWrittenIsReadBack() {
        byte[] pickle = new PickleWriter()
                .emptyDict()
                .mark()
                .text("größe")
                .integer(-1)
                .integer(1L << 40)
                .bool(true)
                .bool(false)
                .mark()
                .text("outside")
                .tuple()
                .persistent()
                .text("made")
                .global("a", "b")
                .mark()
                .integer(Long.MIN_VALUE)
                .tuple()
                .call()
                .setItems()
                .finish();
        PickleGlobals globals = PickleGlobals.of("x", Map.of("a.b", (PickleFunction) arguments -> arguments.get(0)));
        Object value = new PickleReader("x", globals, id -> ((List<?>) id).get(0), 100).read(ByteBuffer.wrap(pickle));
        assertThat(value).isEqualTo(Map.of("größe", -1L, 1L << 40, true, false, "outside", "made", Long.MIN_VALUE));
    }
}
