// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;

/**
 * Reads pictures that nobody vouches for. The size stands at the beginning of a file and is checked before a pixel is
 * unpacked, so that a small file cannot ask for much memory; what is cut short or damaged is refused, never half read.
 *
 * <p>Grey, colour and palettes in any depth come as 8 bits a channel, CMYK as colour, and a picture that its camera
 * turned comes upright (EXIF). Of moving pictures the first is read. Opacity stays; see {@link Picture#over}.
 *
 * @param maxPixels the most pixels of a picture, at least 1
 * @param maxBytes the most bytes of a file, at least 1
 */
public record PictureReader(long maxPixels, int maxBytes) {
    /** 64 million pixels, files of 256 MiB: more than a camera makes. */
    public static final PictureReader STANDARD = new PictureReader(64_000_000, 256 << 20);

    /** Checks the bounds. */
    public PictureReader {
        if (maxPixels < 1 || maxBytes < 1) {
            throw new ConfigException(
                    "maxPixels was %d and maxBytes %d; both must be at least 1. 64,000,000 pixels in 256 MiB are usual."
                            .formatted(maxPixels, maxBytes));
        }
    }

    /**
     * The picture of a file.
     *
     * @throws FormatException if it is no whole picture of a known kind, or larger than allowed
     * @throws StorageException if the file cannot be read
     */
    public Picture read(Path file) {
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
     * The picture of a stream, which is read to its end and not closed.
     *
     * @param name what messages call it
     * @throws FormatException as {@link #read(Path)}
     * @throws IOException what the stream throws
     */
    public Picture read(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(maxBytes == Integer.MAX_VALUE ? maxBytes : maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new FormatException(
                    "'%s' has more than %,d bytes, which is the most for one picture. Make it smaller, or raise the limit."
                            .formatted(name, maxBytes));
        }
        return decode(bytes, name);
    }

    /**
     * The picture of the bytes of a file.
     *
     * @param name what messages call it
     * @throws FormatException as {@link #read(Path)}
     */
    public Picture decode(byte[] bytes, String name) {
        PictureFormat format = PictureFormat.of(bytes)
                .orElseThrow(() -> new FormatException(
                        "'%s' does not begin like a picture; %s are read. Convert it, or take it away."
                                .formatted(name, PictureFormat.all())));
        ImageReader reader = readerOf(format, name);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            if (!format.isLongEnough(bytes)) {
                throw new IOException("it ends early");
            }
            reader.setInput(in, true, true);
            requireSmall(reader.getWidth(0), reader.getHeight(0), name);
            if (format == PictureFormat.PNG) {
                PngChunks.require(bytes);
            }
            Warnings warnings = new Warnings();
            reader.addIIOReadWarningListener(warnings);
            Picture picture = Decoded.of(reader.read(0));
            warnings.throwIfAny();
            return whole(picture, format, bytes, name);
        } catch (IOException | RuntimeException e) {
            if (e instanceof FormatException refusal) {
                throw refusal;
            }
            throw new FormatException(
                    "'%s' is a damaged %s file (%s). Replace it by a whole copy, or take it away."
                            .formatted(name, format, reason(e)),
                    e);
        } finally {
            reader.dispose();
        }
    }

    /** The picture with everything that the file says about it beside its pixels. */
    private Picture whole(Picture pixels, PictureFormat format, byte[] bytes, String name) throws IOException {
        if (format == PictureFormat.GIF) {
            GifCanvas canvas = GifCanvas.of(bytes);
            requireSmall(
                    Math.max(canvas.width(), canvas.left() + pixels.width()),
                    Math.max(canvas.height(), canvas.top() + pixels.height()),
                    name);
            return canvas.with(pixels);
        }
        return Orientation.upright(pixels, Orientation.of(format, bytes));
    }

    private void requireSmall(int width, int height, String name) {
        if ((long) width * height > maxPixels) {
            throw new FormatException(
                    "'%s' has %d x %d pixels, and at most %,d are allowed. Make it smaller, or raise the limit."
                            .formatted(name, width, height, maxPixels));
        }
    }

    private static ImageReader readerOf(PictureFormat format, String name) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.toString());
        if (!readers.hasNext()) {
            throw new FormatException(
                    "'%s' is a %s file, and this program was started without a reader for those. Convert it to PNG."
                            .formatted(name, format));
        }
        return readers.next();
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank()
                ? e.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElseThrow();
    }
}
