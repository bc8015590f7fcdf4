// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.CancelledException;
import org.jspecify.annotations.Nullable;

/**
 * Draws the next evaluation's noise on a thread of its own while the network computes. The numbers are those of the
 * {@link ImageNoise} behind it.
 */
public final class NoiseAhead implements Noise, AutoCloseable {
    private final ImageNoise noise;
    private final ExecutorService drawer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "diffusion4j-noise");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Drawn next;

    private record Drawn(int evaluation, int draw, Future<float[]> values) {}

    /** Ahead of {@code noise}; to be closed. */
    public NoiseAhead(ImageNoise noise) {
        this.noise = noise;
    }

    @Override
    public Tensor unit(int evaluation, int draw, Tensor like) {
        int each = noise.elementsOfOne(like);
        Drawn ready = next;
        float[] values = ready != null && ready.evaluation == evaluation && ready.draw == draw
                ? result(ready)
                : noise.values(evaluation, draw, each);
        next = new Drawn(evaluation + 1, draw, drawer.submit(() -> noise.values(evaluation + 1, draw, each)));
        return ImageNoise.tensor(values, like);
    }

    private static float[] result(Drawn drawn) {
        try {
            return drawn.values.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("Sampling was interrupted while noise was drawn. Nothing was written.");
        } catch (ExecutionException e) {
            throw new IllegalStateException("drawing noise failed", e.getCause());
        }
    }

    @Override
    public void close() {
        drawer.shutdownNow();
    }
}
