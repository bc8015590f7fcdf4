// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Color;
import java.awt.Font;
import java.util.Locale;

/** Writes an SVG document: one path element a line, words as words. */
final class SvgSketch implements Sketch {
    private final StringBuilder svg = new StringBuilder();

    SvgSketch(double width, double height) {
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$s\" height=\"%2$s\" viewBox=\"0 0 %1$s %2$s\""
                .formatted(number(width), number(height)));
        svg.append(" font-family=\"'DejaVu Sans', Verdana, sans-serif\">\n");
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"")
                .append(hex(Ink.PAPER))
                .append("\"/>\n");
    }

    /** The whole document. */
    String document() {
        return svg + "</svg>\n";
    }

    @Override
    public void path(double[] x, double[] y, Color color, double width, boolean dashed) {
        svg.append("<path d=\"");
        boolean joined = false;
        for (int i = 0; i < x.length; i++) {
            boolean good = !Double.isNaN(y[i]);
            if (good) {
                svg.append(joined ? 'L' : 'M').append(number(x[i])).append(' ').append(number(y[i]));
                svg.append(joined ? "" : "h0");
            }
            joined = good;
        }
        svg.append("\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" stroke=\"")
                .append(hex(color));
        svg.append("\" stroke-width=\"").append(number(width));
        if (color.getAlpha() < 255) {
            svg.append("\" stroke-opacity=\"").append(number(color.getAlpha() / 255.0));
        }
        svg.append(dashed ? "\" stroke-dasharray=\"6 6\"/>\n" : "\"/>\n");
    }

    @Override
    public void box(double x, double y, double width, double height, Color fill, Color edge) {
        svg.append(
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\" fill=\"%s\" stroke=\"%s\" stroke-width=\"1.2\"/>\n"
                        .formatted(
                                number(x),
                                number(y),
                                number(width),
                                number(height),
                                number(PixelSketch.CORNER / 2),
                                hex(fill),
                                hex(edge)));
    }

    @Override
    public void text(
            String text, double size, boolean bold, Color color, double x, double y, double align, boolean upwards) {
        if (text.isEmpty()) {
            return;
        }
        Font font = bold ? Fonts.bold(size) : Fonts.regular(size);
        String anchor = align < 0.25 ? "start" : align > 0.75 ? "end" : "middle";
        svg.append("<text text-anchor=\"%s\" font-size=\"%s\" fill=\"%s\"".formatted(anchor, number(size), hex(color)));
        svg.append(bold ? " font-weight=\"bold\"" : "");
        if (upwards) {
            svg.append(" transform=\"translate(%s %s) rotate(-90)\" y=\"%s\""
                    .formatted(number(x), number(y), number(Words.height(font) / 2)));
        } else {
            svg.append(" x=\"%s\" y=\"%s\"".formatted(number(x), number(y + Words.height(font) / 2)));
        }
        svg.append('>').append(escaped(text)).append("</text>\n");
    }

    private static String number(double value) {
        long hundredths = Math.round(value * 100);
        return hundredths % 100 == 0
                ? Long.toString(hundredths / 100)
                : String.format(Locale.ROOT, hundredths % 10 == 0 ? "%.1f" : "%.2f", hundredths / 100.0);
    }

    private static String hex(Color color) {
        return String.format("#%06x", Ink.rgb(color));
    }

    /** Text inside an element; characters that XML 1.0 forbids become the replacement character. */
    private static String escaped(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "\uFFFD")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
