// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The bundled safetensors fixtures. */
final class Fixtures {
    private Fixtures() {}

    static byte[] bytes(String file) {
        String resource = "/org/diffusion4j/fixtures/diffusers/safetensors/" + file;
        try (InputStream in = Objects.requireNonNull(Fixtures.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(resource, e);
        }
    }

    static SafeTensors open(String file) {
        return SafeTensors.of(file, ByteBuffer.wrap(bytes(file)));
    }

    /** A header as a complete file, with that many zero bytes of data after it. */
    static byte[] file(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }
}
