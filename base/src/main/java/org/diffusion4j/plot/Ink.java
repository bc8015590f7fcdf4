// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Color;
import java.util.List;

/** The colours of every picture: dark slate on white, quiet lines, ten calm colours for data. */
final class Ink {
    static final Color PAPER = Color.WHITE;
    static final Color TEXT = new Color(0x1F2933);
    static final Color MUTED = new Color(0x616E7C);
    static final Color GRID = new Color(0xE3E7EC);
    static final Color EDGE = new Color(0xC6CDD5);
    static final Color WALL = new Color(0xFAFBFC);
    static final Color FLOOR = new Color(0xF4F6F8);
    static final Color GUIDE = new Color(0x8A97A6);
    static final Color ACCENT = new Color(0x3F5BD8);
    static final Color MARK = new Color(0xE0312E);

    static final List<Color> SERIES = List.of(
            ACCENT,
            new Color(0xE8590C),
            new Color(0x0E9384),
            new Color(0x9C36B5),
            new Color(0xB7791F),
            new Color(0x52606D),
            new Color(0xD6336C),
            new Color(0x5C940D),
            new Color(0x1C9BD1),
            new Color(0x7B3F20));

    private Ink() {}

    static int rgb(Color color) {
        return color.getRGB() & 0xFFFFFF;
    }
}
