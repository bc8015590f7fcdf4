// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.parquet;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.diffusion4j.data.PictureTable;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.image.PictureReader;

/** Some Parquet files as one table. DuckDB is told to load nothing, to use one thread and little memory. */
final class DuckDbTable implements PictureTable {
    private final Connection connection;
    private final List<Path> files;
    private final Columns columns;
    private final long rows;
    private final List<String> classes;

    private DuckDbTable(Connection connection, List<Path> files, Columns columns, long rows, List<String> classes) {
        this.connection = connection;
        this.files = files;
        this.columns = columns;
        this.rows = rows;
        this.classes = classes;
    }

    static DuckDbTable open(List<Path> files, Optional<String> picture, Optional<String> label) {
        files.forEach(DuckDbTable::requireReadable);
        Connection connection = null;
        try {
            connection = connected();
            Columns columns = Columns.of(files.get(0).toString(), types(connection, files), picture, label);
            return new DuckDbTable(
                    connection, files, columns, count(connection, files), names(connection, files, columns));
        } catch (SQLException e) {
            closeQuietly(connection, e);
            throw damaged(files, e);
        } catch (FormatException e) {
            closeQuietly(connection, e);
            throw e;
        }
    }

    private static void requireReadable(Path file) {
        if (!Files.isReadable(file)) {
            throw new StorageException(
                    "'%s' cannot be read. Check that it exists and that you may read it.".formatted(file));
        }
    }

    private static Connection connected() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true"); // or all rows would lie in memory at once
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET autoinstall_known_extensions = false");
            statement.execute("SET autoload_known_extensions = false");
            statement.execute("SET threads = 1");
            statement.execute("SET memory_limit = '1GB'");
            statement.execute("SET temp_directory = ''");
            statement.execute("SET lock_configuration = true");
        }
        return connection;
    }

    private static Map<String, String> types(Connection connection, List<Path> files) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("DESCRIBE SELECT * FROM " + table(files))) {
            while (rows.next()) {
                types.put(rows.getString(1), rows.getString(2));
            }
        }
        return types;
    }

    private static long count(Connection connection, List<Path> files) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table(files))) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static List<String> names(Connection connection, List<Path> files, Columns columns) throws SQLException {
        if (columns.labelName().isEmpty()) {
            return List.of();
        }
        String query = "SELECT value FROM parquet_kv_metadata(%s) WHERE key = '%s'::BLOB"
                .formatted(literal(files.get(0)), ClassNames.KEY);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next()
                    ? ClassNames.of(
                            new String(bytes(rows.getBlob(1), "the metadata"), StandardCharsets.UTF_8),
                            columns.labelName().get())
                    : List.of();
        }
    }

    private static String table(List<Path> files) {
        return files.stream().map(DuckDbTable::literal).collect(Collectors.joining(", ", "read_parquet([", "])"));
    }

    private static String literal(Path file) {
        return "'" + file.toString().replace("'", "''") + "'";
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public boolean hasLabels() {
        return columns.labelName().isPresent();
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public void each(Row row) {
        String query = "SELECT %s, %s FROM %s".formatted(columns.picture(), columns.label(), table(files));
        try (Statement statement = connection.createStatement();
                ResultSet all = statement.executeQuery(query)) {
            for (long number = 0; all.next(); number++) {
                Blob blob = all.getBlob(1);
                String label = all.getString(2);
                Optional<byte[]> picture =
                        blob == null ? Optional.empty() : Optional.of(bytes(blob, "the picture of row " + number));
                row.take(number, picture, Optional.ofNullable(label));
            }
        } catch (SQLException e) {
            throw damaged(files, e);
        }
    }

    private static byte[] bytes(Blob blob, String what) throws SQLException {
        long length = blob.length();
        if (length > PictureReader.STANDARD.maxBytes()) {
            throw new FormatException("%s has %,d bytes, and at most %,d are allowed. Make it smaller."
                    .formatted(what, length, PictureReader.STANDARD.maxBytes()));
        }
        return length == 0 ? new byte[0] : blob.getBytes(1, (int) length);
    }

    private static FormatException damaged(List<Path> files, SQLException e) {
        String reason =
                String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("no reason given");
        return new FormatException(
                "%s cannot be read as Parquet (%s). Replace it by a whole copy, or take it away."
                        .formatted(
                                files.size() == 1 ? "'%s'".formatted(files.get(0)) : files.size() + " files", reason),
                e);
    }

    private static void closeQuietly(@org.jspecify.annotations.Nullable Connection connection, Exception failure) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw damaged(files, e);
        }
    }
}
