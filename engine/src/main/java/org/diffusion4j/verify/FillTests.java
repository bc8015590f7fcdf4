// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.bytedeco.pytorch.Device;

/** Kind {@code mat/fill_selftest}: the deterministic fill itself, to the last bit. */
final class FillTests implements FixtureKind {
    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        fixture.at("cases").elements().forEach(one -> {
            String name = one.at("fill").text();
            CRC32 crc = new CRC32();
            crc.update(name.getBytes(StandardCharsets.UTF_8));
            tally.fact(name + ".crc32", crc.getValue(), (long) one.at("crc32").number());
            compare(name + ".r", new Fill(0, 1), name, one.at("r"), tally);
            compare(name + ".sqrt3", Fill.INPUT, name, one.at("value_offset_0_scale_sqrt3"), tally);
            compare(name + ".offset", new Fill(1, 0.1), name, one.at("value_offset_1_scale_0p1"), tally);
        });
    }

    private static void compare(String check, Fill fill, String name, Node want, Tally tally) {
        double[] expected = want.numbers();
        float[] got = fill.values(name, expected.length);
        for (int i = 0; i < expected.length; i++) {
            tally.fact(check, i, got[i], (float) expected[i]);
        }
    }
}
