// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Threads that share work, and the threads of their operators. */
class CrewTest {
    @BeforeEach
    void thereAreTwoCores() {
        assumeTrue(Engine.cores() > 1, "one core shares with none");
    }

    @Test
    void allThreadsWorkWithOperatorsOfOneThread() {
        Queue<Long> threads = new ConcurrentLinkedQueue<>();
        Queue<Integer> operators = new ConcurrentLinkedQueue<>();
        CountDownLatch together = new CountDownLatch(2); // so that no thread does the work of both
        long after = Engine.withThreads(2, () -> {
            Crew.share(() -> {
                together.countDown();
                await(together);
                threads.add(Thread.currentThread().getId());
                operators.add(torch.get_num_threads());
                assertThat(InferenceMode.is_enabled()).isTrue();
            });
            return torch.get_num_threads();
        });
        assertThat(threads).hasSize(2).doesNotHaveDuplicates();
        assertThat(operators).containsExactly(1, 1);
        assertThat(after).isEqualTo(2);
    }

    @Test
    void oneThreadWorksByItself() {
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        Engine.withThreads(1, () -> {
            Crew.share(() -> threads.add(Thread.currentThread()));
            return 0;
        });
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void whatAHelperFailsWithIsThrownHere() {
        Thread caller = Thread.currentThread();
        assertThatThrownBy(() -> Engine.withThreads(2, () -> {
                    Crew.share(() -> {
                        if (Thread.currentThread() != caller) {
                            throw new IllegalStateException("a helper fell");
                        }
                    });
                    return 0;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a helper fell");
    }

    /** The library gives a thread that asks for the first time the number that any thread set last. */
    @Test
    void aWorkerKeepsItsOneThreadWhateverOthersSetBeforeItsFirstOperator() {
        ExecutorService workers = Together.workers(1, "kept");
        try {
            Engine.withThreads(2, () -> {
                CompletableFuture.runAsync(() -> {}, workers).join(); // the worker is there, and has asked nothing
                torch.set_num_threads(2);
                assertThat(CompletableFuture.supplyAsync(torch::get_num_threads, workers)
                                .join())
                        .isEqualTo(1);
                return 0;
            });
        } finally {
            workers.shutdown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
