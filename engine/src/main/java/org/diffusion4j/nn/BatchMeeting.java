// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.diffusion4j.tensor.Together;
import org.jspecify.annotations.Nullable;

/** Threads that learn the pieces of one batch side by side, layer by layer, and what they tell each other of the whole. */
public final class BatchMeeting {
    private final double[][] given;
    private double[] sum = {};
    private int arrived;
    private long rounds;
    private @Nullable Throwable failure;

    /** Of so many threads, at least 1; each takes one seat. */
    public BatchMeeting(int seats) {
        given = new double[seats][];
    }

    /** A thread's place. */
    public final class Seat {
        private final int number;

        private Seat(int number) {
            this.number = number;
        }

        /** Whether it is the one that does what only one may do. */
        boolean isFirst() {
            return number == 0;
        }

        /**
         * The sums over all seats, in their order, when all have given as many numbers.
         *
         * @throws RuntimeException what another one failed with
         */
        double[] sums(double... numbers) {
            return summed(number, numbers);
        }

        /** Nobody waits for this one any longer. */
        void failed(Throwable cause) {
            BatchMeeting.this.failed(cause);
        }
    }

    /** The seat of a number, from 0 on. */
    public Seat seat(int number) {
        return new Seat(number);
    }

    /** Nobody waits any longer: all are told of it. */
    public synchronized void failed(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        notifyAll();
    }

    private synchronized double[] summed(int seat, double... numbers) {
        requireNoFailure();
        given[seat] = numbers;
        arrived++;
        long round = rounds;
        if (arrived == given.length) {
            sum = total();
            arrived = 0;
            rounds++;
            notifyAll();
        }
        try {
            while (rounds == round && failure == null) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(new IllegalStateException("a thread was interrupted while it waited for others of its batch", e));
        }
        requireNoFailure();
        return sum; // the next one waits for this thread
    }

    private void requireNoFailure() {
        if (failure != null) {
            throw Together.unchecked(failure);
        }
    }

    private double[] total() {
        double[] total = given[0].clone();
        for (int seat = 1; seat < given.length; seat++) {
            for (int i = 0; i < total.length; i++) {
                total[i] += given[seat][i];
            }
        }
        return total;
    }
}
