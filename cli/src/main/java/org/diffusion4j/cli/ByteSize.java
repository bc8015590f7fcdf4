// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an amount of bytes as people write it: {@code 500MB}, {@code 10GB}; powers of 1000, with an i of 1024. */
final class ByteSize implements ITypeConverter<Long> {
    private static final Pattern PARTS = Pattern.compile("(\\d{1,9})\\s*(B|KB|MB|GB|TB|KIB|MIB|GIB|TIB)?");
    private static final String UNITS = "BKMGT";

    @Override
    public Long convert(String word) {
        Matcher parts = PARTS.matcher(word.strip().toUpperCase(Locale.ROOT));
        if (parts.matches()) {
            String unit = parts.group(2) == null ? "B" : parts.group(2);
            double base = unit.contains("I") ? 1024 : 1000;
            double bytes = Long.parseLong(parts.group(1)) * Math.pow(base, UNITS.indexOf(unit.charAt(0)));
            if (bytes >= 1 && bytes <= 1e18) {
                return (long) bytes;
            }
        }
        throw new TypeConversionException(
                "'%s' is no amount of bytes above 0. Write a whole number and a unit: 500MB, 10GB, 2GiB"
                        .formatted(word));
    }
}
