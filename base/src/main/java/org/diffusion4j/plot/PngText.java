// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;

/** The text chunks of a PNG file: written as iTXt, read from iTXt, zTXt and tEXt. */
final class PngText {
    /** More words than this are not read: no recipe is as long, and a hostile file must not fill the memory. */
    static final int LONGEST = 16 << 20;

    private final String source;

    PngText(String source) {
        this.source = source;
    }

    static void check(Map<String, String> text) {
        text.forEach((keyword, words) -> {
            boolean latin = keyword.chars().allMatch(c -> (c >= 32 && c <= 126) || (c >= 161 && c <= 255));
            if (!latin
                    || keyword.isEmpty()
                    || keyword.length() > 79
                    || keyword.startsWith(" ")
                    || keyword.endsWith(" ")
                    || keyword.contains("  ")) {
                throw new ConfigException(
                        "'%s' cannot be a keyword in a PNG file: 1 to 79 printable Latin-1 characters, single spaces inside only. Choose a short name such as 'seed'."
                                .formatted(keyword));
            }
            if (words.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(CharBuffer.wrap(words))) {
                throw new ConfigException(
                        "The text for '%s' in a PNG file has a character NUL or half a surrogate pair, which PNG cannot hold. Remove it."
                                .formatted(keyword));
            }
        });
    }

    /** One uncompressed iTXt chunk a keyword, in the order of the keywords. */
    static void write(PngEncoder encoder, Map<String, String> text) throws IOException {
        for (Map.Entry<String, String> entry : new TreeMap<>(text).entrySet()) {
            byte[] keyword = entry.getKey().getBytes(StandardCharsets.ISO_8859_1);
            byte[] words = entry.getValue().getBytes(StandardCharsets.UTF_8);
            // keyword, NUL, not compressed, method 0, no language NUL, no translated keyword NUL, text
            byte[] data = Arrays.copyOf(keyword, keyword.length + 5 + words.length);
            System.arraycopy(words, 0, data, keyword.length + 5, words.length);
            encoder.chunk("iTXt", data);
        }
    }

    Map<String, String> read(InputStream in) throws IOException {
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
        DataInputStream data = new DataInputStream(checked);
        Map<String, String> text = new TreeMap<>();
        try {
            if (!Arrays.equals(data.readNBytes(8), PngEncoder.SIGNATURE)) {
                throw new FormatException(
                        "'%s' is not a PNG file: its first eight bytes differ. Give a .png file.".formatted(source));
            }
            for (String type = ""; !type.equals("IEND"); ) {
                long length = data.readInt() & 0xFFFFFFFFL;
                checked.getChecksum().reset();
                type = new String(data.readNBytes(4), StandardCharsets.US_ASCII);
                boolean words = type.equals("iTXt") || type.equals("zTXt") || type.equals("tEXt");
                if (words && length > LONGEST) {
                    throw damaged("a text of " + length + " bytes, the limit is " + LONGEST);
                }
                byte[] body = new byte[0];
                if (words) {
                    body = new byte[(int) length];
                    data.readFully(body);
                } else {
                    data.skipNBytes(length);
                }
                int expected = (int) checked.getChecksum().getValue();
                if (data.readInt() != expected) {
                    throw damaged("the checksum of its chunk " + type + " differs");
                }
                if (words) {
                    add(text, type, body);
                }
            }
        } catch (EOFException e) {
            throw damaged("it ends too early");
        }
        return text;
    }

    private void add(Map<String, String> text, String type, byte[] body) throws IOException {
        int end = zero(body, 0);
        String keyword = new String(body, 0, end, StandardCharsets.ISO_8859_1);
        int begin = end + 1;
        boolean packed = type.equals("zTXt");
        Charset charset = StandardCharsets.ISO_8859_1;
        if (type.equals("zTXt")) {
            begin++;
        } else if (type.equals("iTXt")) {
            charset = StandardCharsets.UTF_8;
            if (begin + 2 > body.length) {
                throw damaged("the text '" + keyword + "' has no head");
            }
            packed = body[begin] == 1;
            begin = zero(body, zero(body, begin + 2) + 1) + 1;
        }
        if (begin > body.length) {
            throw damaged("the text '" + keyword + "' has no head");
        }
        byte[] words = Arrays.copyOfRange(body, begin, body.length);
        if (packed) {
            words = unpacked(keyword, words);
        }
        try {
            text.putIfAbsent(
                    keyword, charset.newDecoder().decode(ByteBuffer.wrap(words)).toString());
        } catch (CharacterCodingException e) {
            throw damaged("the text '" + keyword + "' is not UTF-8");
        }
    }

    private byte[] unpacked(String keyword, byte[] words) throws IOException {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(words))) {
            byte[] plain = in.readNBytes(LONGEST + 1);
            if (plain.length > LONGEST) {
                throw damaged("the text '" + keyword + "' unpacks to more than " + LONGEST + " bytes");
            }
            return plain;
        } catch (ZipException e) {
            throw damaged("the text '" + keyword + "' cannot be unpacked");
        }
    }

    private int zero(byte[] body, int from) {
        for (int i = from; i < body.length; i++) {
            if (body[i] == 0) {
                return i;
            }
        }
        throw damaged("a text has no end mark");
    }

    private FormatException damaged(String what) {
        return new FormatException(
                "'%s' is a damaged PNG file: %s. Write or fetch the file again.".formatted(source, what));
    }
}
