// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * An area of a hole that is long and thin, a scratch across a photograph: one window around it would be shrunk until little of
 * the picture was left, although all of it has known pixels near by. It is cut along a grid into parts that have windows of
 * their own.
 *
 * <p>A cell of the grid is as large as the largest hole in a window that is shown 1, 2, 4, … times smaller. The finest
 * grid is taken on which the area leaves half of each cell known and has parts in at most {@link HoleWindows#MOST} of them. Where there is none that
 * makes windows {@link #GAIN} times smaller than that around the whole, the area is not thin, and stays whole.
 */
final class LongHole {
    /** How many times smaller than one window for all the windows of parts must be. */
    private static final double GAIN = 4;

    private final HoleArea area;
    private final Framings framings;
    private final int cellWidth;
    private final int cellHeight;
    private final int columns;

    private LongHole(HoleArea area, Framings framings, double scale) {
        this.area = area;
        this.framings = framings;
        cellWidth = framings.largestWidth(scale);
        cellHeight = framings.largestHeight(scale);
        columns = (area.box().width() - 1) / cellWidth + 1;
    }

    /** The parts of an area: itself where it is not long and thin. */
    static List<HoleArea> parts(HoleArea area, Framings framings) {
        double whole = framings.scale(area.box());
        for (double scale = framings.least(); GAIN * scale < whole; scale *= 2) {
            LongHole hole = new LongHole(area, framings, scale);
            if (hole.isThin()) {
                return hole.cut();
            }
        }
        return List.of(area);
    }

    private int rows() {
        return (area.box().height() - 1) / cellHeight + 1;
    }

    private boolean isThin() {
        int[] counts = new int[columns * rows()];
        int cells = 0;
        for (int i = 0; i < area.runs().count(); i++) {
            int from = area.runs().from(i);
            while (from < area.runs().to(i)) {
                int to = Math.min(area.runs().to(i), cellEnd(from));
                int cell = cell(from);
                cells += counts[cell] == 0 ? 1 : 0;
                counts[cell] += to - from;
                if (cells > HoleWindows.MOST || 2L * counts[cell] > pixels(cell)) {
                    return false;
                }
                from = to;
            }
        }
        return true;
    }

    private int column(int pixel) {
        return (pixel % framings.width() - area.box().left()) / cellWidth;
    }

    private int row(int pixel) {
        return (pixel / framings.width() - area.box().top()) / cellHeight;
    }

    private int cell(int pixel) {
        return row(pixel) * columns + column(pixel);
    }

    /** The first pixel of a row that does not lie in the cell of this one. */
    private int cellEnd(int pixel) {
        int end = area.box().left() + (column(pixel) + 1) * cellWidth;
        return pixel - pixel % framings.width() + Math.min(end, framings.width());
    }

    /** Pixels of the picture in a cell. */
    private long pixels(int cell) {
        long wide = framings.width() - area.box().left() - (long) cell % columns * cellWidth;
        long high = framings.height() - area.box().top() - (long) cell / columns * cellHeight;
        return Math.min(wide, cellWidth) * Math.min(high, cellHeight);
    }

    /** In the order of the cells; the runs of each part are in order. */
    private List<HoleArea> cut() {
        HoleArea[] parts = new HoleArea[columns * rows()];
        for (long run : sorted()) {
            int last = (int) run;
            int from = (int) (run >>> Integer.SIZE);
            while (from < last) {
                int to = Math.min(last, cellEnd(from));
                int x = from % framings.width();
                int y = from / framings.width();
                Box box = new Box(x, y, x + to - from, y + 1);
                HoleArea before = parts[cell(from)];
                PixelRuns runs = before == null ? new PixelRuns() : before.runs();
                runs.add(from, to);
                parts[cell(from)] =
                        new HoleArea(before == null ? box : before.box().with(box), runs);
                from = to;
            }
        }
        return Arrays.stream(parts).filter(Objects::nonNull).toList();
    }

    /** Each run as its first pixel and, in the lower half, the first behind it. */
    private long[] sorted() {
        PixelRuns runs = area.runs();
        return LongStream.range(0, runs.count())
                .map(i -> (long) runs.from((int) i) << Integer.SIZE | runs.to((int) i))
                .sorted()
                .toArray();
    }
}
