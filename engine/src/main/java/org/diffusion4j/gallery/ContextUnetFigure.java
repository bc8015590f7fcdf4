// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.util.Locale;
import org.diffusion4j.network.ContextPlan;
import org.diffusion4j.network.ContextUnetConfig;
import org.diffusion4j.plot.Diagram;
import org.diffusion4j.plot.Diagram.Arrow;
import org.diffusion4j.plot.Diagram.Box;

/** The network of the sprites as boxes and arrows: down on the left, up on the right, time and context beside it. */
final class ContextUnetFigure {
    private static final double WIDE = 230;
    private static final double TALL = 46;
    private static final double PITCH = 78;
    private static final double LEFT = 30;
    private static final double RIGHT = 400;
    private static final double SIDE = 720;
    private static final double SIDE_WIDE = 260;
    private static final double TOP = 64;
    private static final double MIDDLE = WIDE / 2;

    private final ContextUnetConfig config;
    private final ContextPlan plan;
    private Diagram diagram;

    private ContextUnetFigure(ContextUnetConfig config) {
        this.config = config;
        plan = config.plan();
        String title = String.format(
                Locale.ROOT,
                "Context U-Net: %d levels, %d features, %d x %d pixels",
                config.levels(),
                config.features(),
                config.height(),
                config.height());
        diagram = Diagram.titled(title, SIDE + SIDE_WIDE + 30, TOP + (config.levels() + 2) * PITCH + 10);
    }

    static Diagram of(ContextUnetConfig config) {
        ContextUnetFigure figure = new ContextUnetFigure(config);
        figure.ends();
        for (int level = 1; level <= config.levels(); level++) {
            figure.level(level);
        }
        figure.bottom();
        return figure.diagram;
    }

    private void ends() {
        box(LEFT, 0, "init_conv", sizes(config.channels(), config.features(), config.height(), config.height()), 0);
        String out = sizes(2 * config.features(), config.channels(), config.height(), config.height());
        box(RIGHT, 0, "out", out, 0);
        skip(0, "first block");
        arrow(new Arrow(RIGHT + WIDE, y(0) + TALL / 2, RIGHT + WIDE + 50, y(0) + TALL / 2, "", false));
    }

    private void level(int level) {
        int before = config.height() >> (level - 1);
        int after = config.height() >> level;
        box(LEFT, level, "down" + level, sizes(plan.width(level - 1), plan.width(level), before, after), 1);
        int up = config.levels() - level;
        box(RIGHT, level, "up" + (up + 1), sizes(plan.upIn(up), plan.upOut(up), after, before), 2);
        skip(level, "skip");
        arrow(new Arrow(LEFT + MIDDLE, y(level - 1) + TALL, LEFT + MIDDLE, y(level) - 1, "", false));
        arrow(new Arrow(RIGHT + MIDDLE, y(level), RIGHT + MIDDLE, y(level - 1) + TALL + 1, "", false));
        if (up < 2) {
            String name = "contextembed%1$d, timeembed%1$d".formatted(up + 1);
            int width = up == 0 ? plan.deepest() : plan.upOut(0);
            box(SIDE, level, name, "%d and 1 numbers \u2192 %d each".formatted(config.contextSize(), width), 3);
            double y = y(level) + TALL / 2;
            arrow(new Arrow(SIDE, y, RIGHT + WIDE + 1, y, "c \u00b7 x + t", false));
        }
    }

    private void bottom() {
        int row = config.levels() + 1;
        int small = config.smallest();
        box(LEFT, row, "to_vec", sizes(plan.deepest(), plan.deepest(), small, 1), 4);
        box(RIGHT, row, "up0", sizes(plan.deepest(), plan.deepest(), 1, small), 4);
        arrow(new Arrow(LEFT + MIDDLE, y(row - 1) + TALL, LEFT + MIDDLE, y(row) - 1, "", false));
        arrow(new Arrow(LEFT + WIDE, y(row) + TALL / 2, RIGHT - 1, y(row) + TALL / 2, "", false));
        arrow(new Arrow(RIGHT + MIDDLE, y(row), RIGHT + MIDDLE, y(row - 1) + TALL + 1, "", false));
    }

    private static String sizes(int in, int out, int before, int after) {
        String widths = in == out ? "%d".formatted(in) : "%d \u2192 %d".formatted(in, out);
        String sides =
                before == after ? "%d\u00b2".formatted(before) : "%d\u00b2 \u2192 %d\u00b2".formatted(before, after);
        return "%s channels, %s".formatted(widths, sides);
    }

    private void skip(int row, String label) {
        double y = y(row) + TALL / 2;
        arrow(new Arrow(LEFT + WIDE, y, RIGHT - 1, y, label, true));
    }

    private static double y(int row) {
        return TOP + row * PITCH;
    }

    private void box(double x, int row, String heading, String detail, int family) {
        diagram = diagram.with(new Box(x, y(row), x == SIDE ? SIDE_WIDE : WIDE, TALL, heading, detail, family));
    }

    private void arrow(Arrow arrow) {
        diagram = diagram.with(arrow);
    }
}
