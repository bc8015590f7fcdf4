// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of picture files that are read, told apart by their first bytes and not by their names. */
public enum PictureFormat {
    /** Portable Network Graphics. */
    PNG("PNG", "\u0089PNG\r\n\u001a\n"),
    /** JPEG, also progressive and in CMYK. */
    JPEG("JPEG", "\u00ff\u00d8\u00ff"),
    /** GIF; of a moving one the first picture. */
    GIF("GIF", "GIF8"),
    /** Windows bitmap. */
    BMP("BMP", "BM"),
    /** WebP; of a moving one the first picture. */
    WEBP("WebP", "RIFF");

    private final String title;
    private final String magic;

    PictureFormat(String title, String magic) {
        this.title = title;
        this.magic = magic;
    }

    /** The kind of these bytes; empty where it is none of those read here. */
    public static Optional<PictureFormat> of(byte[] bytes) {
        return Stream.of(values()).filter(format -> format.begins(bytes)).findFirst();
    }

    /** The kinds in words: {@code PNG, JPEG, …}. */
    public static String all() {
        return Stream.of(values()).map(PictureFormat::toString).collect(Collectors.joining(", "));
    }

    /** False where a file is shorter than it says itself; of the kinds that are read, WebP alone is not checked later. */
    boolean isLongEnough(byte[] file) {
        return this != WEBP
                || file.length - 8L
                        >= (ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(4) & 0xFFFFFFFFL);
    }

    private boolean begins(byte[] bytes) {
        return stands(magic, bytes, 0) && (this != WEBP || stands("WEBP", bytes, 8));
    }

    private static boolean stands(String wanted, byte[] bytes, int at) {
        return bytes.length >= at + wanted.length()
                && new String(bytes, at, wanted.length(), StandardCharsets.ISO_8859_1).equals(wanted);
    }

    @Override
    public String toString() {
        return title;
    }
}
