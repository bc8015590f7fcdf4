// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.parquet;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffusion4j.config.Names;
import org.diffusion4j.error.FormatException;

/**
 * Which columns of a table are read, as expressions of SQL.
 *
 * @param picture gives the bytes of a picture's file
 * @param label gives a label as text; {@code NULL} where there is none
 * @param labelName the name of its column
 */
record Columns(String picture, String label, Optional<String> labelName) {
    private static final String USUAL_LABEL = "label";

    /**
     * Chooses among the columns of a file.
     *
     * @param types of its columns, by name
     */
    static Columns of(String file, Map<String, String> types, Optional<String> picture, Optional<String> label) {
        String pictures = picture.map(name -> required(file, types, name)).orElseGet(() -> only(file, types));
        Optional<String> labels = label.map(name -> required(file, types, name))
                .or(() -> Optional.of(USUAL_LABEL).filter(types::containsKey));
        labels.ifPresent(name -> requireLabels(file, name, String.valueOf(types.get(name))));
        return new Columns(
                bytes(file, pictures, String.valueOf(types.get(pictures))),
                labels.map(name -> "CAST(%s AS VARCHAR)".formatted(quoted(name)))
                        .orElse("CAST(NULL AS VARCHAR)"),
                labels);
    }

    private static String required(String file, Map<String, String> types, String name) {
        if (!types.containsKey(name)) {
            throw new FormatException(
                    "'%s' has no column '%s'. %s".formatted(file, name, Names.advice(name, types.keySet())));
        }
        return name;
    }

    private static String only(String file, Map<String, String> types) {
        List<String> possible = types.keySet().stream()
                .filter(name -> isPicture(String.valueOf(types.get(name))))
                .toList();
        if (possible.size() != 1) {
            throw new FormatException(
                    "'%s' has %d columns that can hold pictures (%s); its columns are %s. Name the one with pictures: picture=NAME."
                            .formatted(
                                    file,
                                    possible.size(),
                                    possible.isEmpty() ? "none" : String.join(", ", possible),
                                    String.join(", ", types.keySet())));
        }
        return possible.get(0);
    }

    private static boolean isPicture(String type) {
        return type.equals("BLOB") || isStruct(type);
    }

    private static boolean isStruct(String type) {
        return type.matches("STRUCT\\(.*\\bbytes\"? BLOB\\b.*\\)");
    }

    private static String bytes(String file, String name, String type) {
        if (!isPicture(type)) {
            throw new FormatException(
                    "column '%s' of '%s' holds %s and no pictures, which are bytes or a struct with a field 'bytes'. Name another: picture=NAME."
                            .formatted(name, file, type));
        }
        return isStruct(type) ? "struct_extract(%s, 'bytes')".formatted(quoted(name)) : quoted(name);
    }

    private static void requireLabels(String file, String name, String type) {
        if (!type.matches("U?(TINY|SMALL|BIG)?INT(EGER)?|UINTEGER|VARCHAR|ENUM\\(.*\\)|BOOLEAN")) {
            throw new FormatException(
                    "column '%s' of '%s' holds %s and no labels, which are whole numbers or names. Name another: label=NAME."
                            .formatted(name, file, type));
        }
    }

    /** A name as SQL takes it, whatever is in it. */
    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
