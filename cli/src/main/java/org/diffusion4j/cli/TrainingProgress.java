// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.time.Duration;
import java.util.Locale;

/** Progress of a training: a bar, and a meter line every tenth of the way. */
final class TrainingProgress implements AutoCloseable {
    private static final int PARTS = 10;

    private final Terminal terminal;
    private final long total;
    private final Progress bar;
    private final Meter meter;
    private final long start = System.nanoTime();

    TrainingProgress(Terminal terminal, long from, long total) {
        this.terminal = terminal;
        this.total = total;
        bar = terminal.progressOf("training", Math.min(from, total), total);
        meter = new Meter(total);
    }

    void step(long step, double loss) {
        meter.add(loss);
        bar.update(step, loss);
        if (step % Math.max(1, total / PARTS) == 0) {
            bar.note(meter.line(step, loss));
            meter.reset();
        }
    }

    void end() {
        bar.close();
        terminal.err().println("Training time :  " + clock(Duration.ofNanos(System.nanoTime() - start)));
    }

    /** {@code H:MM:SS.ffffff}. */
    static String clock(Duration time) {
        return String.format(
                Locale.ROOT,
                "%d:%02d:%02d.%06d",
                time.toHours(),
                time.toMinutesPart(),
                time.toSecondsPart(),
                time.toNanosPart() / 1000);
    }

    /** The line {@code Iteration [ 39999/400000] Loss 0.2089 (0.2134)}: last loss, and the mean since the line before. */
    private static final class Meter {
        private final long total;
        private double sum;
        private long count;

        Meter(long total) {
            this.total = total;
        }

        void add(double loss) {
            sum += loss;
            count++;
        }

        void reset() {
            sum = 0;
            count = 0;
        }

        String line(long step, double loss) {
            int width = Long.toString(total).length();
            return String.format(
                    Locale.ROOT,
                    "Iteration [%" + width + "d/%d]\tLoss %.4f (%.4f)",
                    step - 1,
                    total,
                    loss,
                    sum / count);
        }
    }

    @Override
    public void close() {
        bar.close();
    }
}
