// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** Pictures put together on white. */
final class Sheets {
    private Sheets() {}

    /** The second below the first, both in the middle. */
    static BufferedImage below(BufferedImage top, BufferedImage bottom) {
        int width = Math.max(top.getWidth(), bottom.getWidth());
        BufferedImage sheet = paper(width, top.getHeight() + bottom.getHeight());
        Graphics2D g = sheet.createGraphics();
        g.drawImage(top, (width - top.getWidth()) / 2, 0, null);
        g.drawImage(bottom, (width - bottom.getWidth()) / 2, top.getHeight(), null);
        g.dispose();
        return sheet;
    }

    /** The second right of the first, both at the top. */
    static BufferedImage beside(BufferedImage left, BufferedImage right) {
        BufferedImage sheet = paper(left.getWidth() + right.getWidth(), Math.max(left.getHeight(), right.getHeight()));
        Graphics2D g = sheet.createGraphics();
        g.drawImage(left, 0, 0, null);
        g.drawImage(right, left.getWidth(), 0, null);
        g.dispose();
        return sheet;
    }

    private static BufferedImage paper(int width, int height) {
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = sheet.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        g.dispose();
        return sheet;
    }
}
