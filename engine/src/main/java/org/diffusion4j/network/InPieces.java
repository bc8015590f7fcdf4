// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.data.Condition;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.tensor.Together;
import org.jspecify.annotations.Nullable;

/**
 * An image network on the processor that is asked about a few rows at a time, by one Java thread for each core with operators
 * of one thread. Threads then wait for each other once in an evaluation and not in every operator, what a layer leaves is still
 * in the cache when the next reads it, and less of it lives at once.
 */
public final class InPieces implements Network, AutoCloseable {
    /** About as many are in the pictures of a piece. */
    private static final int PIXELS = 4096;

    /** Share of the threads' time that must be used; where rows do not divide evenly, operators of all threads are better. */
    private static final double LEAST_USE = 0.7;

    private final Network network;
    private final int threads;
    private final int most;
    private @Nullable ExecutorService pool;

    /**
     * Of a network that computes every row by itself.
     *
     * @param pixels of a picture
     * @param threads at least 1; with 1 it is the network itself
     */
    public InPieces(Network network, int pixels, int threads) {
        this.network = network;
        this.threads = threads;
        this.most = Math.max(1, PIXELS / pixels);
    }

    @Override
    public Tensor forward(Tensor xT, Tensor time, Condition condition) {
        int rows = (int) xT.size(0);
        int rounds = (rows + threads - 1) / threads;
        boolean isEven = rows >= LEAST_USE * threads * rounds;
        if (threads == 1 || !isEven || !InferenceMode.is_enabled()) {
            return network.forward(xT, time, condition);
        }
        int pieces = Math.min(rows, threads * Math.max(1, Math.round((float) rounds / most)));
        List<CompletableFuture<Tensor>> running = new ArrayList<>();
        for (int i = 0; i < pieces; i++) {
            int first = (int) ((long) rows * i / pieces);
            int count = (int) ((long) rows * (i + 1) / pieces) - first;
            running.add(CompletableFuture.supplyAsync(() -> piece(xT, time, condition, first, count), pool()));
        }
        try {
            Tensor[] results = Together.results(running).toArray(new Tensor[0]);
            return cat(new TensorVector(results), 0);
        } finally {
            running.stream()
                    .filter(one -> !one.isCompletedExceptionally())
                    .forEach(one -> one.join().close());
        }
    }

    private Tensor piece(Tensor xT, Tensor time, Condition condition, int first, int count) {
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor times = time.size(0) == 1 ? time : time.narrow(0, first, count);
            Condition told = condition == Condition.NONE ? condition : condition.rows(first, count);
            return Tensors.keep(network.forward(xT.narrow(0, first, count), times, told));
        }
    }

    private synchronized ExecutorService pool() {
        if (pool == null) {
            pool = Executors.newFixedThreadPool(threads, InPieces::worker);
        }
        return pool;
    }

    private static Thread worker(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    Engine.useThreads(1);
                    work.run();
                },
                "diffusion4j-pieces");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.shutdown();
            pool = null;
        }
    }
}
