// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Shows how far long work is, at what rate, and how long it will still take: a bar redrawn in place at most ten times
 * a second, or plain lines every ten seconds. {@link #update} costs one look at the clock when there is nothing to
 * show, so it may be called at every step. Safe to use from several threads.
 */
final class Progress implements AutoCloseable {
    /** What is drawn. */
    enum Style {
        BAR,
        LINES,
        NOTHING
    }

    private static final long BAR_EVERY_NANOS = 100_000_000L;
    private static final long LINE_EVERY_NANOS = 10_000_000_000L;
    private static final double RATE_MEMORY_SECONDS = 10;
    private static final int WIDTH = 79; // one less than the narrowest usual terminal: a full line would wrap

    private final PrintWriter err;
    private final Style style;
    private final LongSupplier nanoTime;
    private final String what;
    private final long total;
    private final long start;

    private long done;
    private double loss = Double.NaN;
    private double rate = Double.NaN; // steps per second, the last ten seconds weighing most
    private long shownAt;
    private long shownDone;
    private boolean isClosed;

    Progress(PrintWriter err, Style style, LongSupplier nanoTime, String what, long from, long total) {
        if (total < 1 || from < 0 || from > total) {
            throw new IllegalArgumentException("progress from %d of %d steps".formatted(from, total));
        }
        this.err = Objects.requireNonNull(err, "err");
        this.style = Objects.requireNonNull(style, "style");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
        this.what = Objects.requireNonNull(what, "what");
        this.total = total;
        this.done = from;
        this.shownDone = from;
        this.start = nanoTime.getAsLong();
        this.shownAt = start;
    }

    /** {@code steps} are done by now (counted like {@code total}); there is no loss to show. */
    void update(long steps) {
        update(steps, Double.NaN);
    }

    /** {@code steps} are done by now, and the last loss seen was {@code lastLoss}; not-a-number keeps the one before. */
    synchronized void update(long steps, double lastLoss) {
        done = steps;
        loss = Double.isNaN(lastLoss) ? loss : lastLoss;
        if (style == Style.NOTHING) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (now - shownAt < (style == Style.BAR ? BAR_EVERY_NANOS : LINE_EVERY_NANOS)) {
            return;
        }
        measure(now);
        show("%s left".formatted(Double.isNaN(rate) || rate <= 0 ? "?" : time((total - done) / rate)));
    }

    /** A whole line for the person, above the bar. */
    synchronized void note(String line) {
        if (style == Style.BAR) {
            err.print("\r\033[2K");
        }
        err.println(line);
        err.flush();
    }

    /** Shows the last state and the whole time; the bar stays as a line. */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (style != Style.NOTHING) {
            long now = nanoTime.getAsLong();
            measure(now);
            show("in " + time((now - start) / 1e9));
            if (style == Style.BAR) {
                err.println();
            }
        }
    }

    private void measure(long now) {
        double seconds = (now - shownAt) / 1e9;
        if (seconds > 0 && done > shownDone) {
            double current = (done - shownDone) / seconds;
            double weight = 1 - Math.exp(-seconds / RATE_MEMORY_SECONDS);
            rate = Double.isNaN(rate) ? current : rate + weight * (current - rate);
        }
        shownAt = now;
        shownDone = done;
    }

    private void show(String end) {
        StringBuilder facts = new StringBuilder();
        facts.append("%3d %%  %d/%d".formatted(100 * done / total, done, total));
        if (!Double.isNaN(loss)) {
            facts.append(String.format(Locale.ROOT, "  loss %.4g", loss));
        }
        if (!Double.isNaN(rate)) {
            facts.append(String.format(Locale.ROOT, rate < 10 ? "  %.2f/s" : "  %.0f/s", rate));
        }
        facts.append("  ").append(end);
        if (style == Style.BAR) {
            err.print("\r\033[2K" + what + "  " + bar(WIDTH - what.length() - facts.length() - 6) + "  " + facts);
        } else {
            err.println(what + " " + facts);
        }
        err.flush();
    }

    private String bar(int room) {
        int cells = Math.max(6, Math.min(24, room));
        int full = (int) (cells * done / total);
        return "[" + "#".repeat(full) + "-".repeat(cells - full) + "]";
    }

    /** Seconds as a person reads them: {@code 12 s}, {@code 3:05}, {@code 1:02:03}. */
    private static String time(double seconds) {
        long s = Math.round(seconds);
        if (s < 60) {
            return s + " s";
        }
        return s < 3600 ? "%d:%02d".formatted(s / 60, s % 60) : "%d:%02d:%02d".formatted(s / 3600, s / 60 % 60, s % 60);
    }
}
