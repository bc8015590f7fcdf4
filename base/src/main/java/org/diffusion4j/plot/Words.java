// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;

/** One line of text, measured and placed by its middle. */
final class Words {
    private static final FontRenderContext SMOOTH = new FontRenderContext(null, true, true);

    /** Height of a capital letter of DejaVu Sans, as a share of the size. */
    private static final double CAPITAL = 0.73;

    private Words() {}

    static double width(String text, Font font) {
        return text.isEmpty() ? 0 : font.getStringBounds(text, SMOOTH).getWidth();
    }

    static double height(Font font) {
        return font.getSize2D() * CAPITAL;
    }

    /**
     * Draws {@code text} so that its capitals are centred on height y.
     *
     * @param align 0: text begins at x, 0.5: x is its middle, 1: it ends at x
     */
    static void draw(Graphics2D g, String text, Font font, Color color, double x, double y, double align) {
        g.setFont(font);
        g.setColor(color);
        g.drawString(text, (float) (x - align * width(text, font)), (float) (y + height(font) / 2));
    }

    /** Draws {@code text} with its middle at (x, y), turned by {@code angle} radians clockwise. */
    static void turned(Graphics2D g, String text, Font font, Color color, double x, double y, double angle) {
        AffineTransform before = g.getTransform();
        g.translate(x, y);
        g.rotate(angle);
        draw(g, text, font, color, 0, 0, 0.5);
        g.setTransform(before);
    }

    /** {@code text}, or its beginning and an ellipsis where it is wider than {@code room}. */
    static String fitted(String text, Font font, double room) {
        if (width(text, font) <= room) {
            return text;
        }
        int end = text.length();
        while (end > 0 && width(text.substring(0, end).stripTrailing() + "\u2026", font) > room) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end).stripTrailing() + "\u2026";
    }
}
