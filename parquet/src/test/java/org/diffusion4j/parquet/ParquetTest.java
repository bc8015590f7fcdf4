// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.diffusion4j.data.DataPath;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.data.PictureSource;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Skipped;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test writes its small files, as the hubs of data sets have them. */
class ParquetTest {
    private static final String NAMES =
            "{\"info\": {\"features\": {\"image\": {\"_type\": \"Image\"}, \"label\": {\"names\": [\"red\", \"green\", \"blue\"], \"_type\": \"ClassLabel\"}}}}";

    @TempDir
    private Path folder;

    private static byte[] png(Color color) throws IOException {
        BufferedImage picture = new BufferedImage(8, 4, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.setColor(color);
        g.fillRect(0, 0, 8, 4);
        g.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    /** Runs the words of SQL, the second for each of the pictures; one without a byte is none. */
    private static void sql(String table, String insert, String copy, byte[]... pictures) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(table);
            try (PreparedStatement row = connection.prepareStatement(insert)) {
                for (int i = 0; i < pictures.length; i++) {
                    if (pictures[i].length == 0) {
                        row.setNull(1, Types.BLOB);
                    } else {
                        row.setBytes(1, pictures[i]);
                    }
                    row.setInt(2, i);
                    row.execute();
                }
            }
            statement.execute(copy);
        }
    }

    private Path huggingFace(String name, String compression, byte[]... pictures) throws SQLException {
        Path file = folder.resolve(name);
        sql(
                "CREATE TABLE t (image STRUCT(bytes BLOB, path VARCHAR), label BIGINT)",
                "INSERT INTO t VALUES ({'bytes': ?::BLOB, 'path': 'x.png'}, ?::INTEGER % 3)",
                "COPY t TO '%s' (FORMAT parquet, COMPRESSION %s, KV_METADATA {huggingface: '%s'})"
                        .formatted(file, compression, NAMES),
                pictures);
        return file;
    }

    private static float[] first(DataSource source, int item) {
        float[] values = new float[source.itemElements()];
        source.read(item, values, 0);
        int pixels = values.length / 3;
        return new float[] {values[0], values[pixels], values[2 * pixels]};
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zstd", "gzip", "uncompressed"})
    void picturesAreReadWithTheirClassesAndTheNamesOfThese(String compression) throws Exception {
        Path file = huggingFace("a.parquet", compression, png(Color.RED), png(Color.GREEN), png(Color.BLUE));
        DataSource source = DataPath.of(file.toString(), "size=4").create(0);
        assertThat(source.size()).isEqualTo(3);
        assertThat(source.itemShape()).containsExactly(3, 4, 4);
        assertThat(source.classes()).containsExactly("red", "green", "blue");
        for (int item = 0; item < 3; item++) {
            assertThat(source.label(item)).isEqualTo(item);
            float[] color = {-1, -1, -1};
            color[item] = 1;
            assertThat(first(source, item)).containsExactly(color);
        }
    }

    @Test
    void theFilesOfAFolderFollowEachOtherByName() throws Exception {
        huggingFace("train-00001-of-00002.parquet", "snappy", png(Color.GREEN));
        huggingFace("train-00000-of-00002.parquet", "snappy", png(Color.RED));
        huggingFace("test-00000-of-00001.parquet", "snappy", png(Color.BLUE), png(Color.BLUE));
        DataSource source =
                DataPath.of(folder.toString(), "size=4", "files=train").create(0);
        assertThat(source.size()).isEqualTo(2);
        assertThat(first(source, 0)).containsExactly(1, -1, -1);
        assertThat(first(source, 1)).containsExactly(-1, 1, -1);
        assertThat(DataPath.of(folder.toString(), "size=4").create(0).size()).isEqualTo(4);
        assertThatThrownBy(() -> DataPath.of(folder.toString(), "files=valid").create(0))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "the folder '%s' has no .parquet file whose name begins with valid. Name a folder that has one, or a file."
                                .formatted(folder));
    }

    @Test
    void rowsThatCannotBeUsedAreLeftOutAndTold() throws Exception {
        byte[] cut = Arrays.copyOf(png(Color.RED), 40);
        Path file = huggingFace(
                "a.parquet", "snappy", png(Color.RED), new byte[0], cut, "no picture".getBytes(StandardCharsets.UTF_8));
        PictureSource source =
                (PictureSource) DataPath.of(file.toString(), "size=4").create(0);
        assertThat(source.size()).isEqualTo(1);
        assertThat(source.skipped()).extracting(Skipped::name).containsExactly("row 1", "row 2", "row 3");
        assertThat(source.skipped().get(0)).hasToString("row 1: it has no picture");
        assertThat(source.skipped().get(1).reason()).startsWith("'row 2' is a damaged PNG file");
        assertThat(source.skipped().get(2).reason()).startsWith("'row 3' does not begin like a picture");
    }

    @Test
    void namesAreLabelsTooAndBytesNeedNoStruct() throws Exception {
        Path file = folder.resolve("a.parquet");
        sql(
                "CREATE TABLE t (\"the \"\"picture\"\"\" BLOB, kind VARCHAR)",
                "INSERT INTO t VALUES (?, ['cat', 'ant', 'cat'][?::INTEGER + 1])",
                "COPY t TO '%s' (FORMAT parquet)".formatted(file),
                png(Color.RED),
                png(Color.GREEN),
                png(Color.BLUE));
        DataSource source = DataPath.of(file.toString(), "size=4", "label=kind").create(0);
        assertThat(source.classes()).containsExactly("ant", "cat");
        assertThat(List.of(source.label(0), source.label(1), source.label(2))).containsExactly(1, 0, 1);
        assertThat(DataPath.of(file.toString(), "size=4").create(0).classes()).isEmpty();
        DataSource held = DataPath.of(file.toString(), "size=4", "holdOut=0.34")
                .heldOut(0)
                .orElseThrow();
        assertThat(held.size()).isEqualTo(1);
    }

    @Test
    void aFileThatWasCutShortOrIsNoneIsRefused() throws Exception {
        Path file = huggingFace("a.parquet", "snappy", png(Color.RED));
        byte[] bytes = Files.readAllBytes(file);
        for (byte[] damaged :
                List.of(Arrays.copyOf(bytes, bytes.length / 2), new byte[0], "PAR1".getBytes(StandardCharsets.UTF_8))) {
            Files.write(file, damaged);
            assertThatThrownBy(() -> DataPath.of(file.toString()).create(0))
                    .isInstanceOf(FormatException.class)
                    .hasMessageMatching(
                            "'.*a\\.parquet' cannot be read as Parquet \\(.+\\)\\. Replace it by a whole copy, or take it away\\.");
        }
    }

    @Test
    void columnsThatDoNotFitAreNamed() throws Exception {
        Path file = huggingFace("a.parquet", "snappy", png(Color.RED));
        assertThatThrownBy(() -> DataPath.of(file.toString(), "picture=imag").create(0))
                .isInstanceOf(FormatException.class)
                .hasMessage("'%s' has no column 'imag'. Did you mean 'image'?".formatted(file));
        assertThatThrownBy(() -> DataPath.of(file.toString(), "picture=label").create(0))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "column 'label' of '%s' holds BIGINT and no pictures, which are bytes or a struct with a field 'bytes'. Name another: picture=NAME."
                                .formatted(file));
        assertThatThrownBy(() -> DataPath.of(file.toString(), "label=image").create(0))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("and no labels, which are whole numbers or names. Name another: label=NAME.");
        Path plain = folder.resolve("plain.parquet");
        sql(
                "CREATE TABLE t (a BLOB, b INTEGER)",
                "INSERT INTO t VALUES (?, ?)",
                "COPY (SELECT b, 1.5 AS c FROM t) TO '%s' (FORMAT parquet)".formatted(plain),
                png(Color.RED));
        assertThatThrownBy(() -> DataPath.of(plain.toString()).create(0))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'%s' has 0 columns that can hold pictures (none); its columns are b, c. Name the one with pictures: picture=NAME."
                                .formatted(plain));
    }

    @Test
    void aLabelWithoutANameIsRefused() throws Exception {
        Path file = huggingFace("a.parquet", "snappy", png(Color.RED), png(Color.GREEN), png(Color.BLUE));
        assertThatThrownBy(
                        () -> DataPath.of(file.toString(), "names=[red, green]").create(0))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("item 2 has the label 2, and there are 2 classes");
    }

    @Test
    void aNameThatStandsForSeveralFilesIsRefused() throws Exception {
        Path file = huggingFace("a.parquet", "snappy", png(Color.RED));
        Path odd = Files.move(file, folder.resolve("a[1].parquet"));
        assertThatThrownBy(() -> DataPath.of(odd.toString()).create(0))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("has one of the signs * ? [ in its name");
    }
}
