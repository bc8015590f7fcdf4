// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.error.FormatException;

/** Reads comma-separated values character by character. */
final class CsvParser {
    private static final int END = -1;

    private final PushbackReader in;
    private final String name;
    private int line = 1;

    CsvParser(Reader in, String name) {
        this.in = new PushbackReader(in, 1);
        this.name = name;
    }

    Csv table() throws IOException {
        skipByteOrderMark();
        List<List<String>> lines = new ArrayList<>();
        for (int next = in.read(); next != END; next = in.read()) {
            in.unread(next);
            int started = line;
            List<String> cells = row();
            if (cells.size() == 1 && cells.get(0).isEmpty()) {
                continue; // an empty line
            }
            if (!lines.isEmpty() && cells.size() != lines.get(0).size()) {
                throw wrong(
                        started,
                        "has %d cells, but there are %d columns"
                                .formatted(cells.size(), lines.get(0).size()));
            }
            if (lines.size() > Csv.MAX_ROWS) {
                throw wrong(started, "is one more than the %,d rows that are read".formatted(Csv.MAX_ROWS));
            }
            lines.add(cells);
        }
        return Csv.of(name, lines);
    }

    private void skipByteOrderMark() throws IOException {
        int first = in.read();
        if (first != END && first != '\uFEFF') {
            in.unread(first);
        }
    }

    private List<String> row() throws IOException {
        List<String> cells = new ArrayList<>();
        while (true) {
            cells.add(cell());
            if (cells.size() > Csv.MAX_COLUMNS) {
                throw wrong(line, "has more than %,d cells".formatted(Csv.MAX_COLUMNS));
            }
            int after = in.read();
            if (after == ',') {
                continue;
            }
            if (after == '\r') {
                after = in.read();
                if (after != '\n' && after != END) {
                    in.unread(after);
                }
            }
            line++;
            return List.copyOf(cells);
        }
    }

    /** One cell; what ends it is left in the reader. */
    private String cell() throws IOException {
        StringBuilder text = new StringBuilder();
        int c = in.read();
        if (c == '"') {
            quoted(text);
            c = in.read();
            if (!ends(c)) {
                throw wrong(line, "goes on after a closing quote");
            }
        } else {
            for (; !ends(c); c = in.read()) {
                if (c == '"') {
                    throw wrong(line, "has a quote in the middle of a cell");
                }
                append(text, c);
            }
        }
        if (c != END) {
            in.unread(c);
        }
        return text.toString();
    }

    private void quoted(StringBuilder text) throws IOException {
        int began = line;
        while (true) {
            int c = in.read();
            if (c == END) {
                throw wrong(began, "opens a quote that nothing closes");
            }
            if (c == '"') {
                int next = in.read();
                if (next != '"') {
                    if (next != END) {
                        in.unread(next);
                    }
                    return;
                }
            }
            if (c == '\n') {
                line++;
            }
            append(text, c);
        }
    }

    private void append(StringBuilder text, int c) {
        if (text.length() >= Csv.MAX_CELL) {
            throw wrong(line, "has a cell of more than %,d characters".formatted(Csv.MAX_CELL));
        }
        text.append((char) c);
    }

    private static boolean ends(int c) {
        return c == ',' || c == '\n' || c == '\r' || c == END;
    }

    private FormatException wrong(int at, String what) {
        return new FormatException(
                "line %d of '%s' %s. A table has one row a line and commas between its cells; correct that line."
                        .formatted(at, name, what));
    }
}
