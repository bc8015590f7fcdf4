// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;

/**
 * Small pictures in rows and columns: enlarged by whole pixels, never blurred, each with a hairline around it so that
 * white pictures keep their edge, and with words where they are wanted.
 *
 * @param pictures row by row, all of one size; at least one. The last row may be short
 * @param columns how many in a row; at least 1
 * @param scale how many pixels wide and high each pixel becomes; at least 1
 * @param captions one above each picture; empty for none
 * @param rowNames one left of each row; empty for none
 * @param title above everything; may be empty
 */
public record Grid(
        List<BufferedImage> pictures,
        int columns,
        int scale,
        List<String> captions,
        List<String> rowNames,
        String title) {
    private static final int MARGIN = 24;
    private static final int GAP = 10;
    private static final double SMALL = 17;
    private static final double LARGE = 24;

    /** Checks the counts and that all pictures have one size. */
    public Grid {
        pictures = List.copyOf(pictures);
        captions = List.copyOf(captions);
        rowNames = List.copyOf(rowNames);
        if (pictures.isEmpty() || columns < 1 || scale < 1) {
            throw new ConfigException(
                    "A grid of %d pictures in %d columns, enlarged %d times, cannot be drawn; each number must be at least 1. Raise the one that is not."
                            .formatted(pictures.size(), columns, scale));
        }
        BufferedImage first = pictures.get(0);
        for (int i = 1; i < pictures.size(); i++) {
            BufferedImage other = pictures.get(i);
            if (other.getWidth() != first.getWidth() || other.getHeight() != first.getHeight()) {
                throw new ShapeException(
                        "Picture %d of the grid has %d x %d pixels, the first has %d x %d. Resize them to one size first."
                                .formatted(
                                        i, other.getWidth(), other.getHeight(), first.getWidth(), first.getHeight()));
            }
        }
        checkCount("captions", captions.size(), pictures.size(), "picture");
        checkCount("row names", rowNames.size(), (pictures.size() + columns - 1) / columns, "row");
    }

    /** Pictures in rows, without words, at their own size. */
    public static Grid of(List<BufferedImage> pictures, int columns) {
        return new Grid(pictures, columns, 1, List.of(), List.of(), "");
    }

    /** Enlarged by a whole number. */
    public Grid scaled(int newScale) {
        return new Grid(pictures, columns, newScale, captions, rowNames, title);
    }

    /** With one caption above each picture. */
    public Grid captioned(List<String> newCaptions) {
        return new Grid(pictures, columns, scale, newCaptions, rowNames, title);
    }

    /** With one name left of each row. */
    public Grid rowsNamed(List<String> names) {
        return new Grid(pictures, columns, scale, captions, names, title);
    }

    /** With a title above everything. */
    public Grid titled(String newTitle) {
        return new Grid(pictures, columns, scale, captions, rowNames, newTitle);
    }

    /** The picture of the whole grid; as wide as its words need. */
    public BufferedImage draw() {
        Font small = Fonts.regular(SMALL);
        Font large = Fonts.bold(LARGE);
        int tileWidth = pictures.get(0).getWidth() * scale;
        int tileHeight = pictures.get(0).getHeight() * scale;
        int column = Math.max(tileWidth, widest(captions, small));
        int above = captions.isEmpty() ? 0 : (int) Math.ceil(1.6 * SMALL);
        int rows = (pictures.size() + columns - 1) / columns;
        int names = rowNames.isEmpty() ? 0 : widest(rowNames, small) + GAP + 4;
        int header = title.isEmpty() ? 0 : (int) Math.ceil(1.9 * LARGE);
        int width = Math.max(
                2 * MARGIN + names + columns * column + (columns - 1) * GAP,
                2 * MARGIN + (int) Math.ceil(Words.width(title, large)));
        int height = 2 * MARGIN + header + rows * (above + tileHeight) + (rows - 1) * GAP;
        BufferedImage sheet = Pixels.paper(width, height);
        Graphics2D g = Pixels.graphics(sheet);
        try {
            Words.draw(g, title, large, Ink.TEXT, MARGIN, MARGIN + Words.height(large) / 2, 0);
            for (int i = 0; i < pictures.size(); i++) {
                int x = MARGIN + names + i % columns * (column + GAP) + (column - tileWidth) / 2;
                int y = MARGIN + header + i / columns * (above + tileHeight + GAP) + above;
                g.setColor(Ink.EDGE);
                g.fillRect(x - 1, y - 1, tileWidth + 2, tileHeight + 2);
                tile(sheet, pictures.get(i), x, y);
                if (!captions.isEmpty()) {
                    Words.draw(g, captions.get(i), small, Ink.MUTED, x + tileWidth / 2.0, y - above / 2.0 - 1, 0.5);
                }
                if (!rowNames.isEmpty() && i % columns == 0) {
                    double end = MARGIN + names - GAP - 4;
                    Words.draw(g, rowNames.get(i / columns), small, Ink.TEXT, end, y + tileHeight / 2.0, 1);
                }
            }
        } finally {
            g.dispose();
        }
        return sheet;
    }

    /** Copies pixel by pixel: drawing through graphics would convert grey pictures and make them brighter. */
    private void tile(BufferedImage sheet, BufferedImage picture, int left, int top) {
        int[] from = Pixels.rgb(picture);
        int[] to = Pixels.ints(sheet);
        int width = picture.getWidth();
        for (int y = 0; y < picture.getHeight() * scale; y++) {
            for (int x = 0; x < width * scale; x++) {
                to[(top + y) * sheet.getWidth() + left + x] = from[y / scale * width + x / scale];
            }
        }
    }

    private static int widest(List<String> words, Font font) {
        double widest = 0;
        for (String word : words) {
            widest = Math.max(widest, Words.width(word, font));
        }
        return (int) Math.ceil(widest);
    }

    private static void checkCount(String what, int given, int needed, String each) {
        if (given != 0 && given != needed) {
            throw new ShapeException("%d %s were given for a grid with %d %ss. Pass one a %s, or none."
                    .formatted(given, what, needed, each, each));
        }
    }
}
