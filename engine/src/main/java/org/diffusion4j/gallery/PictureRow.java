// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diffusion4j.image.Background;
import org.diffusion4j.image.Filter;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.diffusion4j.plot.Grid;

/** Pictures of one size beside each other with a word above each: what was given, and what became of it. */
public final class PictureRow {
    private static final int SMALL = 96;
    private static final int LARGE = 384;
    private static final int WIDEST = 8;

    /** The two greys of a hole, in squares as programs paint what is not there. */
    private static final int[] NOTHING = {0xB8, 0x98};

    private final List<Picture> pictures = new ArrayList<>();
    private final List<String> captions = new ArrayList<>();

    /** One more picture. */
    public PictureRow with(String caption, Picture picture) {
        pictures.add(picture);
        captions.add(caption);
        return this;
    }

    /** Some more, numbered from 0. */
    public PictureRow withAll(String caption, List<Picture> more) {
        for (int i = 0; i < more.size(); i++) {
            with(more.size() == 1 ? caption : String.format(Locale.ROOT, "%s %d", caption, i), more.get(i));
        }
        return this;
    }

    /** A picture with its hole shown as nothing. */
    public static Picture holed(Picture picture, Mask mask) {
        Picture opaque = picture.over(Background.WHITE);
        byte[] samples = opaque.samples();
        int square = Math.max(1, picture.width() / 32);
        for (int i = 0; i < samples.length; i++) {
            int pixel = i / opaque.channels();
            int x = pixel % opaque.width();
            int y = pixel / opaque.width();
            if (!mask.isKnown(x, y)) {
                samples[i] = (byte) NOTHING[(x / square + y / square) % 2];
            }
        }
        return Picture.of(opaque.width(), opaque.height(), opaque.channels(), samples);
    }

    /** Small pictures enlarged by whole pixels, large ones shrunk; at most eight in a row. */
    public BufferedImage draw(String title) {
        int side = pictures.stream()
                .mapToInt(picture -> Math.max(picture.width(), picture.height()))
                .max()
                .orElse(SMALL);
        int scale = Math.max(1, (int) Math.round((double) SMALL / side));
        return Grid.of(
                        pictures.stream().map(PictureRow::shown).toList(),
                        Math.min(WIDEST, Math.max(1, pictures.size())))
                .scaled(scale)
                .captioned(captions)
                .titled(title)
                .draw();
    }

    private static BufferedImage shown(Picture picture) {
        double share = (double) LARGE / Math.max(picture.width(), picture.height());
        Picture opaque = picture.over(Background.WHITE);
        return share >= 1
                ? opaque.image()
                : opaque.resized(
                                Math.max(1, (int) (picture.width() * share)),
                                Math.max(1, (int) (picture.height() * share)),
                                Filter.LANCZOS)
                        .image();
    }
}
