// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NarrowFloatTest {
    private static NarrowFloat type(String name) {
        return name.equals("F16") ? NarrowFloat.F16 : NarrowFloat.BF16;
    }

    @ParameterizedTest
    @ValueSource(strings = {"F16", "BF16"})
    void everyNumberIsItsOwnNearest(String name) {
        NarrowFloat type = type(name);
        for (int bits = Short.MIN_VALUE; bits <= Short.MAX_VALUE; bits++) {
            float value = type.widen((short) bits);
            short back = type.narrow(value);
            boolean isSame = Float.isNaN(value) ? Float.isNaN(type.widen(back)) : back == (short) bits;
            if (!isSame) {
                fail("the bits %04x became %04x", bits & 0xffff, back & 0xffff);
            }
        }
    }

    /** The definition in words, against all finite numbers of the type laid out in order. */
    @ParameterizedTest
    @ValueSource(strings = {"F16", "BF16"})
    void theNearestNumberIsChosenAndOfTwoTheEvenOne(String name) {
        NarrowFloat type = type(name);
        TreeMap<Double, Short> all = new TreeMap<>();
        for (short bits = 0; Float.isFinite(type.widen(bits)); bits++) {
            all.put((double) type.widen(bits), bits);
        }
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            short bits = (short) random.nextInt(all.size() - 1);
            double low = type.widen(bits);
            double high = type.widen((short) (bits + 1));
            double value = i % 3 == 0 ? (low + high) / 2 : low + (high - low) * random.nextDouble();
            short nearest = value - low == high - value
                    ? (short) (bits + (bits & 1))
                    : value - low < high - value ? bits : (short) (bits + 1);
            if (type.narrow(value) != nearest || type.narrow(-value) != (short) (nearest | 0x8000)) {
                fail("%s became %04x instead of %04x", value, type.narrow(value), nearest);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F16,  1,          0x3C00",
        "F16,  -2,         0xC000",
        "F16,  65504,      0x7BFF",
        "F16,  65519.99,   0x7BFF",
        "F16,  65520,      0x7C00",
        "F16,  1e300,      0x7C00",
        "F16,  -Infinity,  0xFC00",
        "F16,  NaN,        0x7E00",
        "F16,  -0.0,       0x8000",
        "F16,  5.9604645E-8,   0x0001",
        "F16,  2.98023223E-8,  0x0000",
        "F16,  2.9802326E-8,   0x0001",
        "F16,  6.097555e-5,    0x03FF",
        "F16,  6.103e-5,       0x0400",
        "BF16, 1,          0x3F80",
        "BF16, 3.3895314e38, 0x7F7F",
        "BF16, 3.4e38,     0x7F80",
        "BF16, Infinity,   0x7F80",
        "BF16, 1e-45,      0x0000",
        "BF16, 1e-40,      0x0001",
    })
    void numbersAtTheEdgesOfTheRangeHaveTheBitsOfTheDefinition(String name, double value, String bits) {
        assertThat(Short.toUnsignedInt(type(name).narrow(value))).isEqualTo(Integer.decode(bits));
    }

    @Test
    void bfloatIsTheUpperHalfOfAFloat() {
        Random random = new Random(4);
        for (int i = 0; i < 100_000; i++) {
            short bits = (short) random.nextInt();
            float value = NarrowFloat.BF16.widen(bits);
            float half = Float.intBitsToFloat(bits << 16);
            if (Float.compare(value, half) != 0) {
                fail("%04x became %s instead of %s", bits & 0xffff, value, half);
            }
        }
    }
}
