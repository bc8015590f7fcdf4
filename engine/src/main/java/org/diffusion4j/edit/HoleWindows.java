// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.image.Mask;
import org.jspecify.annotations.Nullable;

/**
 * The windows through which a hole is filled. Areas that do not touch go together where none of them loses detail by it: the
 * window for all is no coarser than a window for each. So small areas near to one another share a window that shows the
 * picture as it is, and areas far apart have windows of their own. Areas that are long and thin have several (see {@link LongHole}).
 *
 * <p>A picture full of speckles would need a window at nearly every place. If there are more than {@link #MOST}, all windows
 * get twice the size and half the detail, until there are not.
 */
final class HoleWindows {
    /** The most windows of a picture, which bounds the time of a fill whatever the mask. */
    static final int MOST = 256;

    private HoleWindows() {}

    /** The windows in the order of the areas, and of the parts of each; where the mask has no hole, one that fills nothing. */
    static List<HoleWindow> of(Mask mask, int netWidth, int netHeight) {
        Framings framings = new Framings(mask.width(), mask.height(), netWidth, netHeight, 1);
        List<HoleWindow> windows = windows(mask, framings);
        while (windows.size() > MOST) {
            framings = framings.withLeast(2 * framings.least()); // where one shows the whole picture, one is enough
            windows = windows(mask, framings);
        }
        return windows.isEmpty() ? List.of(new HoleWindow(framings, Box.of(0, 0))) : windows;
    }

    /** Puts each area into the first window that suits it; stops where there are too many. */
    private static List<HoleWindow> windows(Mask mask, Framings framings) {
        List<HoleWindow> windows = new ArrayList<>();
        List<HoleWindow> open = new ArrayList<>(); // those that an area of this row or below may still suit
        HoleAreas areas = new HoleAreas(mask);
        int row = 0;
        for (Optional<HoleArea> next = areas.next(); next.isPresent() && windows.size() <= MOST; next = areas.next()) {
            HoleArea area = next.get();
            int top = area.box().top();
            if (top > row) {
                row = top;
                open.removeIf(window -> window.isAbove(top));
            }
            for (HoleArea part : LongHole.parts(area, framings)) {
                HoleWindow suiting = firstSuiting(open, part);
                if (suiting == null) {
                    suiting = new HoleWindow(framings, part.box());
                    windows.add(suiting);
                    open.add(suiting);
                }
                suiting.add(part);
            }
        }
        return windows;
    }

    private static @Nullable HoleWindow firstSuiting(List<HoleWindow> windows, HoleArea area) {
        for (HoleWindow window : windows) {
            if (window.suits(area)) {
                return window;
            }
        }
        return null;
    }
}
