// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the words of a command line become numbers and paths, and what is said of those that cannot. */
final class Words {
    private Words() {}

    /** Makes {@code commandLine} and the commands below it read numbers and paths this way. */
    static CommandLine readBy(CommandLine commandLine) {
        // one object for both: two of the same code and type make JDK 17 crash when it stores classes in an archive
        ITypeConverter<Integer> whole = Words::whole;
        return commandLine
                .registerConverter(int.class, whole)
                .registerConverter(Integer.class, whole)
                .registerConverter(long.class, Words::wide)
                .registerConverter(Double.class, Words::number)
                .registerConverter(Path.class, Words::path);
    }

    private static int whole(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'%s' is no whole number from -2147483648 to 2147483647. Write digits such as 500".formatted(word));
        }
    }

    private static long wide(String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'%s' is no whole number from -2^63 to 2^63 - 1. Write digits such as 7".formatted(word));
        }
    }

    private static double number(String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'%s' is no number. Write one such as 0.5 or 1e-3".formatted(word));
        }
    }

    private static Path path(String word) {
        if (word.isBlank()) {
            throw new TypeConversionException("a path has at least one letter. Write . for the folder you are in");
        }
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(notAPath(e));
        }
    }

    /** What is wrong with a name that the file system cannot have. */
    static String notAPath(InvalidPathException failure) {
        return "'%s' cannot be the name of a file here. Use other letters, or set LC_ALL=C.UTF-8, with which every letter can stand in a name"
                .formatted(failure.getInput());
    }
}
