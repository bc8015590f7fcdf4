// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
    private static Csv table(String text) {
        return table(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Csv table(byte[] bytes) {
        try {
            return Csv.read(new ByteArrayInputStream(bytes), "t.csv");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void cellsStandBetweenCommasAndMayBeQuoted() {
        Csv table = table("\uFEFFa,b,c\r\n1,\"x, \"\"y\"\"\nz\",\n\n,,é");
        assertThat(table.header()).containsExactly("a", "b", "c");
        assertThat(table.rows()).containsExactly(List.of("1", "x, \"y\"\nz", ""), List.of("", "", "é"));
        assertThat(table.cells("a")).containsExactly("1", "");
    }

    /** Whatever cells are written by the rules come back. */
    @Test
    void anyCellsComeBack() {
        SplittableRandom random = new SplittableRandom(7);
        String letters = "ab,\"\n é";
        for (int round = 0; round < 300; round++) {
            List<List<String>> rows = new ArrayList<>();
            StringBuilder text = new StringBuilder("p,q\n");
            for (int r = 0; r < 4; r++) {
                List<String> row = new ArrayList<>();
                for (int c = 0; c < 2; c++) {
                    StringBuilder cell = new StringBuilder();
                    for (int i = random.nextInt(5); i > 0; i--) {
                        cell.append(letters.charAt(random.nextInt(letters.length())));
                    }
                    row.add(cell.toString());
                    text.append(c == 0 ? "" : ",")
                            .append('"')
                            .append(cell.toString().replace("\"", "\"\""))
                            .append('"');
                }
                rows.add(row);
                text.append('\n');
            }
            assertThat(table(text.toString()).rows()).isEqualTo(rows);
        }
    }

    @Test
    void whatIsNoTableIsRefusedWithItsLine() {
        String rule = " A table has one row a line and commas between its cells; correct that line.";
        assertThatThrownBy(() -> table("a,b\n1,2\n3\n"))
                .isInstanceOf(FormatException.class)
                .hasMessage("line 3 of 't.csv' has 1 cells, but there are 2 columns." + rule);
        assertThatThrownBy(() -> table("a,b\n1,\"2\n3\n"))
                .hasMessage("line 2 of 't.csv' opens a quote that nothing closes." + rule);
        assertThatThrownBy(() -> table("a,b\n1,\"2\"3\n"))
                .hasMessage("line 2 of 't.csv' goes on after a closing quote." + rule);
        assertThatThrownBy(() -> table("a,b\n1,2\"3\n"))
                .hasMessage("line 2 of 't.csv' has a quote in the middle of a cell." + rule);
        assertThatThrownBy(() -> table("a," + "x".repeat(Csv.MAX_CELL + 1)))
                .hasMessage("line 1 of 't.csv' has a cell of more than 65,536 characters." + rule);
        assertThatThrownBy(() -> table(",".repeat(Csv.MAX_COLUMNS)))
                .hasMessage("line 1 of 't.csv' has more than 1,024 cells." + rule);
        assertThatThrownBy(() -> table(""))
                .hasMessage(
                        "'t.csv' is empty, and a table begins with a line of column names. Add one, such as index,name.");
        assertThatThrownBy(() -> table("a,a\n"))
                .hasMessage("'t.csv' has two columns of one name (a, a); each name may stand once. Rename one.");
        assertThatThrownBy(() -> table("a,b\n").column("c"))
                .hasMessage("'t.csv' has no column 'c'; it has a, b. Name one of these, or add it.");
        assertThatThrownBy(() -> table(new byte[] {'a', (byte) 0xC3, '\n'}))
                .hasMessage("'t.csv' is not a text in UTF-8, and a table must be one. Save it as UTF-8.");
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("none.csv");
        assertThatThrownBy(() -> Csv.read(file))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "'%s' cannot be read (no such file or folder). Check that it exists and that you may read it."
                                .formatted(file));
    }

    @Test
    void anyBytesGiveATableOrASentence() {
        SplittableRandom random = new SplittableRandom(11);
        byte[] pool = "ab,,\"\"\n\r\n\u00e9x".getBytes(StandardCharsets.UTF_8);
        int tables = 0;
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = pool[random.nextInt(pool.length)];
            }
            try {
                Csv table = table(bytes);
                assertThat(table.rows())
                        .allMatch(row -> row.size() == table.header().size());
                tables++;
            } catch (FormatException e) {
                assertThat(e).hasMessageContaining("t.csv");
            }
        }
        assertThat(tables).isBetween(50, 2_950);
    }
}
