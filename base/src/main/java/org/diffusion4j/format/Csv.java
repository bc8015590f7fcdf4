// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;

/**
 * A table of texts with names for its columns: comma-separated values as RFC 4180 has them, in UTF-8. Every row has as
 * many cells as there are columns.
 *
 * @param name what messages call it
 * @param header the first line
 * @param rows all others
 */
public record Csv(String name, List<String> header, List<List<String>> rows) {
    /** The most rows that are read. */
    public static final int MAX_ROWS = 10_000_000;

    /** The most characters of one cell. */
    public static final int MAX_CELL = 65_536;

    /** The most columns. */
    public static final int MAX_COLUMNS = 1_024;

    /** Copies the lists. */
    public Csv {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
    }

    /**
     * The table of a file.
     *
     * @throws FormatException naming the line where it is no such table
     * @throws StorageException if it cannot be read
     */
    public static Csv read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        } catch (IOException e) {
            throw new StorageException(
                    "'%s' cannot be read (%s). Check that it exists and that you may read it."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }

    /**
     * The table of a stream, which is not closed.
     *
     * @throws IOException what the stream throws
     */
    public static Csv read(InputStream in, String name) throws IOException {
        Reader text = new BufferedReader(
                new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder())); // a wrong byte throws
        try {
            return new CsvParser(text, name).table();
        } catch (CharacterCodingException e) {
            throw new FormatException(
                    "'%s' is not a text in UTF-8, and a table must be one. Save it as UTF-8.".formatted(name), e);
        }
    }

    static Csv of(String name, List<List<String>> lines) {
        if (lines.isEmpty()) {
            throw new FormatException(
                    "'%s' is empty, and a table begins with a line of column names. Add one, such as index,name."
                            .formatted(name));
        }
        List<String> header = lines.get(0);
        if (new HashSet<>(header).size() != header.size()) {
            throw new FormatException("'%s' has two columns of one name (%s); each name may stand once. Rename one."
                    .formatted(name, String.join(", ", header)));
        }
        return new Csv(name, header, lines.subList(1, lines.size()));
    }

    /**
     * The number of the column of that name, from 0.
     *
     * @throws FormatException if there is none
     */
    public int column(String column) {
        int at = header.indexOf(column);
        if (at < 0) {
            throw new FormatException("'%s' has no column '%s'; it has %s. Name one of these, or add it."
                    .formatted(name, column, String.join(", ", header)));
        }
        return at;
    }

    /** All cells of a column, from the top. */
    public List<String> cells(String column) {
        int at = column(column);
        List<String> cells = new ArrayList<>(rows.size());
        rows.forEach(row -> cells.add(row.get(at)));
        return cells;
    }
}
