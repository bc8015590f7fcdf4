// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.format.Csv;
import org.diffusion4j.image.Background;
import org.diffusion4j.image.Fit;
import org.diffusion4j.image.Picture;
import org.diffusion4j.image.PictureReader;

/** Cuts a sprite sheet into its tiles. */
final class SheetPictures {
    private static final int LONGEST_NUMBER = 9;

    private SheetPictures() {}

    /** The tiles that the table names, in its order. */
    static PictureSet open(SheetConfig config) {
        Csv table = Csv.read(config.table());
        Picture sheet = PictureReader.STANDARD.read(config.path());
        int columns = sheet.width() / config.tile();
        int tiles = columns * (sheet.height() / config.tile());
        if (sheet.width() % config.tile() != 0 || sheet.height() % config.tile() != 0) {
            throw new ShapeException("the sheet '%s' has %d x %d pixels, which are no whole tiles of %d. Correct tile."
                    .formatted(config.path(), sheet.width(), sheet.height(), config.tile()));
        }
        int side = config.size().orElse(config.tile());
        Shaping shaping = new Shaping(
                side, side, Fit.STRETCH, config.filter(), Background.of(config.background()), config.color());
        int[] places = places(config, table, tiles);
        if (places.length == 0) {
            throw new FormatException(
                    "the table '%s' has no rows. Add a row for each tile that is used.".formatted(config.table()));
        }
        HeapPictures pictures = HeapPictures.of(places.length, config.color().channels(), side, side, item -> {
            int left = places[item] % columns * config.tile();
            int top = places[item] / columns * config.tile();
            return shaping.of(sheet.crop(left, top, config.tile(), config.tile()));
        });
        return PictureSet.of(pictures, labels(config, table), List.of());
    }

    private static int[] places(SheetConfig config, Csv table, int tiles) {
        int[] places = new int[table.rows().size()];
        List<String> cells = config.index().map(table::cells).orElse(List.of());
        for (int row = 0; row < places.length; row++) {
            String cell = cells.isEmpty() ? String.valueOf(row) : cells.get(row);
            boolean isNumber = cell.matches("[0-9]+") && cell.length() <= LONGEST_NUMBER;
            if (!isNumber || Integer.parseInt(cell) >= tiles) {
                throw new FormatException(
                        "row %d of '%s' names the tile '%s', and the sheet has tiles 0 to %d. Correct the row."
                                .formatted(row + 1, config.table(), cell, tiles - 1));
            }
            places[row] = Integer.parseInt(cell);
        }
        return places;
    }

    /** Classes in the order of their names, so that a new row changes no number. */
    private static ItemLabels labels(SheetConfig config, Csv table) {
        List<String> cells = config.label().map(table::cells).orElse(List.of());
        int empty = cells.indexOf("");
        if (empty >= 0) {
            throw new FormatException(
                    "row %d of '%s' has nothing in the column '%s', and every tile has a class. Write it, or take the row away."
                            .formatted(empty + 1, config.table(), config.label().orElseThrow()));
        }
        List<String> classes = new ArrayList<>(new TreeSet<>(cells));
        return new ItemLabels(classes, cells.stream().mapToInt(classes::indexOf).toArray());
    }
}
