// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.plot.Grid;
import org.diffusion4j.random.RandomStream;

/**
 * Some items of a set of pictures, picked at random and never by hand: a row for each class, or plain rows where there
 * are no classes.
 *
 * @param columns pictures in a row, at least 1
 * @param rows the most rows, at least 1
 * @param scale how many pixels wide and high each pixel becomes
 * @param title above everything
 */
public record DataSheet(int columns, int rows, int scale, String title) {
    private static final int WHITE = 0xFFFFFF;

    /** The sheet, a row for each class; the same seed picks the same items. */
    public BufferedImage draw(DataSource data, long seed) {
        return draw(data, data.classes(), seed);
    }

    /** The sheet with classes mixed, as a network sees them that is not told any. */
    BufferedImage drawMixed(DataSource data, long seed) {
        return draw(data, List.of(), seed);
    }

    private BufferedImage draw(DataSource data, List<String> classes, long seed) {
        List<List<BufferedImage>> byClass = new ArrayList<>();
        for (int label = 0; label < Math.max(1, classes.size()); label++) {
            byClass.add(new ArrayList<>());
        }
        int most = classes.isEmpty() ? columns * rows : columns;
        for (int item : RandomStream.of(seed, "shown").permutation(data.size())) {
            List<BufferedImage> row = byClass.get(classes.isEmpty() ? 0 : data.label(item));
            if (row.size() < most) {
                row.add(tile(data, item));
            }
        }
        if (classes.isEmpty()) {
            return Grid.of(byClass.get(0), columns).scaled(scale).titled(title).draw();
        }
        List<BufferedImage> tiles = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int label = 0; label < classes.size() && names.size() < rows; label++) {
            List<BufferedImage> row = byClass.get(label);
            if (!row.isEmpty()) { // a class can be empty where some classes were chosen and labels kept
                names.add(classes.get(label));
                tiles.addAll(row);
                for (int i = row.size(); i < columns; i++) {
                    tiles.add(blank(row.get(0)));
                }
            }
        }
        return Grid.of(tiles, columns)
                .scaled(scale)
                .titled(title)
                .rowsNamed(names)
                .draw();
    }

    private static BufferedImage tile(DataSource data, int item) {
        float[] values = new float[data.itemElements()];
        data.read(item, values, 0);
        long[] shape = data.itemShape();
        return Tiles.of(values, 1, shape[0], shape[1], shape[2]).get(0);
    }

    private static BufferedImage blank(BufferedImage like) {
        BufferedImage blank = new BufferedImage(like.getWidth(), like.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] paper = new int[like.getWidth() * like.getHeight()];
        Arrays.fill(paper, WHITE);
        blank.setRGB(0, 0, like.getWidth(), like.getHeight(), paper, 0, like.getWidth());
        return blank;
    }
}
