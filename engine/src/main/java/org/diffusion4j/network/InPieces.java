// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.data.Condition;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.tensor.Together;
import org.jspecify.annotations.Nullable;

/**
 * A network on the processor that is asked about a few pictures at a time, by one Java thread for each core with operators of
 * one thread. Threads then wait for each other once in an evaluation and not in every operator, what a layer leaves is still in
 * the cache when the next reads it, and less of it lives at once. The caller's own operators may have one thread
 * meanwhile. Asked about other things than pictures, or outside of inference, it is the network itself.
 */
public final class InPieces implements Network, AutoCloseable {
    /** About as many are in the pictures of a piece in float32; twice as many in bfloat16, which take as many bytes. */
    private static final int PIXELS = 4096;

    /** Share of the threads' time that must be used; where rows do not divide evenly, operators of all threads are better. */
    private static final double LEAST_USE = 0.7;

    private static final int PICTURES = 4;

    private final Network network;
    private final int threads;
    private final int pixels;
    private @Nullable ExecutorService pool;
    private boolean isClosed;

    /**
     * Of a network that computes every row by itself and lives longer.
     *
     * @param threads at least 1; with 1 it is the network itself
     */
    public InPieces(Network network, int threads) {
        this(network, Compute.FLOAT32, threads);
    }

    /** The same with convolutions and matrix products in another number format, as {@link Compute#requireForAsking} allows. */
    public InPieces(Network network, Compute compute, int threads) {
        compute.requireForAsking();
        this.network = compute.of(network);
        this.threads = threads;
        pixels = compute == Compute.BFLOAT16 ? 2 * PIXELS : PIXELS;
    }

    @Override
    public Tensor forward(Tensor xT, Tensor time, Condition condition) {
        if (threads == 1 || !InferenceMode.is_enabled()) {
            return network.forward(xT, time, condition);
        }
        if (!isDivisible(xT, time, condition)) {
            return Engine.withThreads(Math.min(threads, Engine.cores()), () -> network.forward(xT, time, condition));
        }
        int callers = torch.get_num_threads();
        int[] counts = counts((int) xT.size(0), Math.max(1, (int) (pixels / (xT.size(2) * xT.size(3)))));
        ExecutorService workers = pool();
        List<CompletableFuture<Tensor>> running = new ArrayList<>();
        try {
            int next = 0;
            for (int count : counts) {
                int first = next;
                running.add(CompletableFuture.supplyAsync(() -> piece(xT, time, condition, first, count), workers));
                next += count;
            }
            return cat(new TensorVector(Together.results(running).toArray(new Tensor[0])), 0);
        } finally {
            running.forEach(InPieces::free);
            torch.set_num_threads(callers); // the workers' number would be that of threads that are new to the library
        }
    }

    /** What does not fit together is left to the network, which says so. */
    private boolean isDivisible(Tensor xT, Tensor time, Condition condition) {
        int rows = (int) xT.size(0);
        int rounds = (rows + threads - 1) / threads;
        return xT.dim() == PICTURES
                && rows >= LEAST_USE * threads * rounds
                && (time.numel() == 1 || time.numel() == rows)
                && condition.isOf(rows);
    }

    /** Rows of each piece; the larger pieces come first, so that threads get the same number. */
    private int[] counts(int rows, int each) {
        float rounds = (float) rows / threads / each;
        int pieces = Math.min(rows, threads * Math.max(1, Math.round(rounds)));
        int[] counts = new int[pieces];
        for (int i = 0; i < pieces; i++) {
            counts[i] = rows / pieces + (i < rows % pieces ? 1 : 0);
        }
        return counts;
    }

    private Tensor piece(Tensor xT, Tensor time, Condition condition, int first, int count) {
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor times = time.numel() == 1 ? time : time.narrow(0, first, count);
            return Tensors.keep(network.forward(xT.narrow(0, first, count), times, condition.rows(first, count)));
        }
    }

    /** Waits, too: none may read the caller's tensors any more. */
    private static void free(CompletableFuture<Tensor> piece) {
        piece.handle((result, failure) -> {
                    if (result != null) {
                        result.close();
                    }
                    return Boolean.TRUE;
                })
                .join();
    }

    private synchronized ExecutorService pool() {
        if (isClosed) {
            throw new IllegalStateException("this network was closed and cannot be asked");
        }
        if (pool == null) {
            pool = Together.workers(threads, "diffusion4j-pieces");
        }
        return pool;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (pool != null) {
            pool.shutdown();
        }
    }
}
