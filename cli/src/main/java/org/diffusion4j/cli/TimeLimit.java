// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as people write it: {@code 90s}, {@code 15m}, {@code 2h}, {@code 1h30m}. */
final class TimeLimit implements ITypeConverter<Duration> {
    private static final Pattern PARTS = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

    @Override
    public Duration convert(String word) {
        Matcher parts = PARTS.matcher(word.strip());
        if (parts.matches()) {
            Duration time = Duration.ofHours(number(parts.group(1)))
                    .plusMinutes(number(parts.group(2)))
                    .plusSeconds(number(parts.group(3)));
            if (!time.isZero()) {
                return time;
            }
        }
        throw new TypeConversionException(
                "'%s' is no time above 0. Write hours, minutes and seconds: 90s, 15m, 2h or 1h30m".formatted(word));
    }

    private static long number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
