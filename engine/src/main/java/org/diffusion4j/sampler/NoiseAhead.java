// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.CancelledException;
import org.jspecify.annotations.Nullable;

/**
 * Draws the noise of the next evaluations on a thread of its own while the network computes. The numbers are those of the
 * {@link ImageNoise} behind it. For one run, whose samples are of one shape and dtype in one place. The thread begins
 * with the first noise that is asked for and is gone when this is closed.
 *
 * <p>In memory are the window of evaluations that is read and the one that is drawn ahead. If that one turns out to be of
 * evaluations that are not asked for, its draw may still run while the one that is read is replaced: three windows at most. Beside
 * them stands the tensor that shows one evaluation.
 *
 * <p>The first window is one evaluation, since it is waited for. Each next one is four times as long, as far as memory
 * allows: waking the thread costs more than the noise of a small step.
 */
public final class NoiseAhead implements Noise, AutoCloseable {
    private static final int GROWTH = 4;
    private static final long LONGEST_DRAW_SECONDS = 60;

    private final ImageNoise noise;
    private final int evaluations;
    private final ExecutorService drawer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "diffusion4j-noise");
        thread.setDaemon(true);
        return thread;
    });
    private final NoiseTensor tensor = new NoiseTensor();
    private @Nullable NoiseWindow window;
    private @Nullable Next next;

    /** What is being drawn, from {@code evaluation} on. */
    private record Next(int evaluation, int each, CompletableFuture<NoiseWindow> window) {}

    /**
     * Ahead of {@code noise}; to be closed.
     *
     * @param evaluations of the whole run, beyond which nothing is drawn
     */
    public NoiseAhead(ImageNoise noise, int evaluations) {
        this.noise = noise;
        this.evaluations = evaluations;
    }

    @Override
    public Tensor unit(int evaluation, int draw, Tensor like) {
        int each = noise.elementsOfOne(like);
        if (draw != 0) { // few solvers draw again, and some of them a hundred times
            return noise.unit(evaluation, draw, like);
        }
        NoiseWindow now = window;
        if (now == null || !now.holds(evaluation, each)) {
            int step = now == null ? 1 : Math.max(1, evaluation - now.end() + 1);
            int longer = GROWTH * (now == null ? 1 : now.evaluations());
            now = drawn(evaluation, each);
            replace(now);
            // a window of one evaluation is followed by the one at the same distance: some methods draw every second
            // time
            drawNext(now.evaluations() == 1 ? evaluation + step : now.end(), each, longer);
        }
        return tensor.of(now, evaluation, like);
    }

    private NoiseWindow drawn(int evaluation, int each) {
        Next ready = next;
        next = null;
        if (ready != null && ready.evaluation == evaluation && ready.each == each) {
            return result(ready.window);
        }
        if (ready != null) {
            discard(ready.window);
        }
        return noise.window(evaluation, each, 1);
    }

    private void replace(@Nullable NoiseWindow other) {
        if (window != null) {
            window.close();
        }
        window = other;
    }

    private void drawNext(int evaluation, int each, int longest) {
        int count = Math.min(longest, evaluations - evaluation);
        if (count > 0) {
            next = new Next(
                    evaluation,
                    each,
                    CompletableFuture.supplyAsync(() -> noise.window(evaluation, each, count), drawer));
        }
    }

    /** Frees what is drawn for nobody, now or when it is drawn. */
    private static void discard(CompletableFuture<NoiseWindow> drawn) {
        CompletableFuture<Void> unused = drawn.thenAccept(NoiseWindow::close);
    }

    private static NoiseWindow result(CompletableFuture<NoiseWindow> drawn) {
        try {
            return drawn.get();
        } catch (InterruptedException e) {
            discard(drawn);
            Thread.currentThread().interrupt();
            throw new CancelledException("Sampling was interrupted while noise was drawn. Nothing was written.");
        } catch (ExecutionException e) {
            throw new IllegalStateException("drawing noise failed", e.getCause());
        }
    }

    /** Waits for the draw in progress, if there is one; nothing draws after this. */
    @Override
    public void close() {
        tensor.close();
        replace(null);
        if (next != null) {
            discard(next.window);
            next = null;
        }
        drawer.shutdownNow();
        try {
            if (!drawer.awaitTermination(LONGEST_DRAW_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a draw of noise does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the draw ends by itself
        }
    }
}
