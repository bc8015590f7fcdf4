// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;

/**
 * PNG files that carry words with them, such as the settings that made the picture: keyword to text, any language.
 *
 * <p>The same picture and words give the same bytes: there is no time stamp, and keywords are sorted. Eight bits a
 * channel: grey, colour, or colour with opacity, whichever the picture has.
 */
public final class Png {
    private Png() {}

    /** Writes a picture without words. */
    public static void write(Path file, BufferedImage picture) {
        write(file, picture, Map.of());
    }

    /**
     * Writes a picture with words, creating the parent folders; the file appears complete or not at all.
     *
     * @param text keyword (1 to 79 Latin-1 characters) to any text without the character NUL
     * @throws ConfigException where a keyword or a text is not allowed
     * @throws StorageException where the file cannot be written
     */
    public static void write(Path file, BufferedImage picture, Map<String, String> text) {
        PngText.check(text);
        AtomicFile.write(file, out -> encode(out, picture, text));
    }

    /** The bytes of the file that {@link #write(Path, BufferedImage, Map)} writes. */
    public static byte[] bytes(BufferedImage picture, Map<String, String> text) {
        PngText.check(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            encode(out, picture, text);
        } catch (IOException e) {
            throw new UncheckedIOException("memory refuses no bytes", e);
        }
        return out.toByteArray();
    }

    /**
     * All words of a PNG file, whoever wrote them (iTXt, zTXt and tEXt chunks), sorted by keyword; of a repeated keyword
     * the first.
     *
     * @throws FormatException where the file is not a PNG, is cut short, or has a wrong checksum
     * @throws StorageException where it cannot be read
     */
    public static Map<String, String> text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new PngText(file.toString()).read(in);
        } catch (IOException e) {
            throw new StorageException(
                    "'%s' cannot be read (%s). Check that it exists and that you may read it."
                            .formatted(file, e.getClass().getSimpleName()),
                    e);
        }
    }

    private static void encode(OutputStream out, BufferedImage picture, Map<String, String> text) throws IOException {
        PngEncoder encoder = new PngEncoder(out);
        encoder.begin(picture);
        PngText.write(encoder, text);
        encoder.pixels(picture);
        encoder.end();
    }
}
