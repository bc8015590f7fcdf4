// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;

/**
 * The text of a recipe and the name under which messages speak of it.
 *
 * @param name the path as the user gave it, or another short name
 * @param text YAML or JSON, at most {@link #MAX_BYTES} long
 */
public record RecipeSource(String name, String text) {
    /** The largest recipe that is read, in bytes of UTF-8: 1 MiB. */
    public static final int MAX_BYTES = 1 << 20;

    /** Checks the size and drops a byte order mark. */
    public RecipeSource {
        if (text.length() > MAX_BYTES) {
            throw tooBig(name);
        }
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** A recipe held in memory. */
    public static RecipeSource ofText(String name, String text) {
        return new RecipeSource(name, text);
    }

    /** A recipe file; one that is missing, unreadable, too big or not UTF-8 is a {@link ConfigException}. */
    public static RecipeSource ofFile(Path file) {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new ConfigException(
                    "%s: this is a folder, and a recipe is a file. Give the path of a recipe inside it."
                            .formatted(name));
        }
        if (Files.notExists(file)) {
            throw new ConfigException("%s: there is no such file. Check the path; it was looked for in %s."
                    .formatted(name, file.toAbsolutePath().normalize().getParent()));
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(name, in);
        } catch (IOException e) {
            throw new ConfigException(
                    "%s: the file cannot be read (%s). Check its permissions."
                            .formatted(name, StorageException.reason(e)),
                    e);
        }
    }

    /** A recipe that ships beside a class, or, with a leading slash, from the root of the class path. */
    public static RecipeSource ofResource(Class<?> anchor, String path) {
        try (InputStream in = anchor.getResourceAsStream(path)) {
            if (in == null) {
                throw new ConfigException(
                        "%s: no recipe of this name ships with the program. Check the name.".formatted(path));
            }
            return read(path, in);
        } catch (IOException e) {
            throw new ConfigException(
                    "%s: the shipped recipe cannot be read (%s). Build or install the program again."
                            .formatted(path, StorageException.reason(e)),
                    e);
        }
    }

    private static RecipeSource read(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1); // bounded even where the file is a device without end
        if (bytes.length > MAX_BYTES) {
            throw tooBig(name);
        }
        try {
            return new RecipeSource(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            throw new ConfigException(
                    "%s: this is not a text in UTF-8. A recipe is a YAML text; save it as UTF-8.".formatted(name), e);
        }
    }

    private static ConfigException tooBig(String name) {
        return new ConfigException(
                "%s: the file is larger than 1 MiB, which no recipe is. Check that it is the right file."
                        .formatted(name));
    }
}
