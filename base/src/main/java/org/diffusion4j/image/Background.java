// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.util.Locale;
import java.util.Map;
import org.diffusion4j.error.ConfigException;

/**
 * What a picture with opacity is laid on. Each channel 0 to 255.
 *
 * @param red share of red
 * @param green share of green
 * @param blue share of blue
 */
public record Background(int red, int green, int blue) {
    /** The paper of most pictures. */
    public static final Background WHITE = new Background(255, 255, 255);

    /** No light. */
    public static final Background BLACK = new Background(0, 0, 0);

    /** The middle of the range: 0 after scaling to [−1, 1], as nearly as a byte can say. */
    public static final Background GREY = new Background(128, 128, 128);

    private static final Map<String, Background> NAMED = Map.of("white", WHITE, "black", BLACK, "grey", GREY);

    /** Checks the range of each channel. */
    public Background {
        if ((red | green | blue) < 0 || red > 255 || green > 255 || blue > 255) {
            throw new ConfigException(
                    "background (%d, %d, %d) is no colour; each channel lies in 0 to 255. White is (255, 255, 255)."
                            .formatted(red, green, blue));
        }
    }

    /**
     * A background by its name or its six hexadecimal digits.
     *
     * @param word {@code white}, {@code black}, {@code grey} or {@code #rrggbb}
     * @throws ConfigException for any other word
     */
    public static Background of(String word) {
        String wanted = word.toLowerCase(Locale.ROOT);
        Background named = NAMED.get(wanted);
        if (named != null) {
            return named;
        }
        if (!wanted.matches("#[0-9a-f]{6}")) {
            throw new ConfigException(
                    "background must be white, black, grey or a colour such as #ffcc00 but was '%s'. White is usual."
                            .formatted(word));
        }
        int rgb = Integer.parseInt(wanted.substring(1), 16);
        return new Background(rgb >> 16, rgb >> 8 & 255, rgb & 255);
    }

    /** A picture of nothing but this, in 1 or 3 channels; grey is its luma. */
    Picture picture(int width, int height, int channels) {
        Picture one = new Picture(1, 1, 3, new byte[] {(byte) red, (byte) green, (byte) blue});
        return (channels == 1 ? one.grey() : one).resized(width, height, Filter.BOX);
    }

    @Override
    public String toString() {
        return "#%02x%02x%02x".formatted(red, green, blue);
    }
}
