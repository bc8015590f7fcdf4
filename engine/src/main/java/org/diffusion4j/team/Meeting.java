// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import java.time.Duration;
import java.util.Optional;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.run.StopSignal;

/**
 * How processes find each other before they train. The leader pins the recipe to a board; each other one takes a number,
 * reads the recipe, makes what it needs, and says that it is ready or why it cannot be. Nothing is trained before all are.
 */
public final class Meeting implements AutoCloseable {
    private static final String SIZE = "size";
    private static final String ARRIVED = "arrived";
    private static final String READY = "ready";
    private static final String REFUSED = "refused";
    private static final String OVER = "over";
    private static final long BETWEEN_LOOKS = 20;

    private final Board board;
    private final String address;
    private final int rank;
    private final int size;
    private final int neighbours;

    private Meeting(Board board, String address, int rank, int size, int neighbours) {
        this.board = board;
        this.address = address;
        this.rank = rank;
        this.size = size;
        this.neighbours = neighbours;
    }

    /**
     * Opens a meeting of {@code size} processes, this one the leader.
     *
     * @throws org.diffusion4j.error.ConfigException if nobody could come there
     */
    public static Meeting lead(Rendezvous at, int size, Duration patience) {
        String address = at instanceof Rendezvous.AtPort port ? Addresses.ofLeader(port) : Addresses.LOOPBACK;
        Board board = at instanceof Rendezvous.InFile file
                ? Board.inFile(file, size)
                : Board.atPort((Rendezvous.AtPort) at, true, patience);
        board.put(SIZE, Integer.toString(size));
        return new Meeting(board, address, 0, size, neighbours(at, size));
    }

    /**
     * Comes to a meeting that a leader opened, or is about to open.
     *
     * @param stop ends the waiting
     * @throws TeamException if there is none until {@code patience} is over, or all have come already
     */
    public static Meeting join(Rendezvous at, Duration patience, StopSignal stop) throws InterruptedException {
        String address =
                at instanceof Rendezvous.AtPort port ? Addresses.ofMember(port, patience, stop) : Addresses.LOOPBACK;
        Board board = at instanceof Rendezvous.InFile file
                ? Board.inFile(file, Integer.MAX_VALUE) // the leader's number counts
                : Board.atPort((Rendezvous.AtPort) at, false, patience);
        try {
            int size = Integer.parseInt(awaited(board, SIZE, at, patience, stop));
            int rank = (int) board.add(ARRIVED, 1);
            if (rank >= size) {
                throw new TeamException(
                        "the run at %s has all its %d processes already. Start fewer, or begin it with a larger --nproc."
                                .formatted(at, size));
            }
            return new Meeting(board, address, rank, size, neighbours(at, size));
        } catch (DiffusionException | InterruptedException e) {
            board.close();
            throw e;
        }
    }

    private static int neighbours(Rendezvous at, int size) {
        return at instanceof Rendezvous.InFile ? size : 1;
    }

    private static String awaited(Board board, String key, Object at, Duration patience, StopSignal stop)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<String> text = board.get(key);
            if (text.isPresent()) {
                return text.get();
            }
            if (stop.isRequested()) {
                throw new CancelledException("stopped before the run began; nothing was trained.");
            }
            if (board.get(OVER).isPresent()) {
                throw new TeamException("the leader of the run at %s has ended, and says why.".formatted(at));
            }
            if (System.nanoTime() > end) {
                throw new TeamException(
                        "the leader of the run at %s says nothing (for %d s). Start all processes again."
                                .formatted(at, patience.toSeconds()));
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    /** Number of this process. */
    public int rank() {
        return rank;
    }

    /** How many processes are to come, the leader included. */
    public int size() {
        return size;
    }

    /** Pins a text to the board, for all who come. */
    public void pin(String key, String text) {
        board.put(key, text);
    }

    /**
     * A text that the leader pins to the board.
     *
     * @param stop ends the waiting
     * @throws TeamException if it is not there until {@code patience} is over, or the leader has ended
     */
    public String pinned(String key, Duration patience, StopSignal stop) throws InterruptedException {
        return awaited(board, key, "this rendezvous", patience, stop);
    }

    /** Says that the leader has ended: nobody needs to wait for a text of it any more. */
    public void end() {
        board.put(OVER, "the leader has ended"); // an empty text cannot be read back
    }

    /** Says that this process has all it needs. */
    public void ready() {
        board.add(READY, 1);
    }

    /** Says why this process cannot take part, which ends the meeting. */
    public void refuse(DiffusionException why) {
        board.put(REFUSED, String.valueOf(why.getMessage()));
    }

    /**
     * Waits until all others are ready.
     *
     * @param stop ends the waiting
     * @param look called now and then; what it throws ends the waiting, for example because a process has ended
     * @throws TeamException if one of them cannot take part, or too few come
     */
    public void awaitAll(Duration patience, StopSignal stop, Runnable look) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (board.add(READY, 0) < size - 1) {
            Optional<String> refused = board.get(REFUSED);
            if (refused.isPresent()) {
                throw new TeamException("another process cannot take part: %s".formatted(refused.get()));
            }
            if (stop.isRequested()) {
                throw new CancelledException("stopped before all processes had come; nothing was trained.");
            }
            if (System.nanoTime() > end) {
                throw new TeamException(
                        "%d of %d processes came within %d s. Start the others with 'd4j train --rendezvous HOST:PORT', or ask for fewer with --nproc."
                                .formatted(1 + board.add(READY, 0), size, patience.toSeconds()));
            }
            look.run();
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    /**
     * The processes of this meeting, connected. Waits for the others, so all call it together.
     *
     * @param wish of somebody here to stop
     * @param patience within which each answers the others in every step
     */
    public Team team(StopSignal wish, Duration patience) {
        return GlooTeam.of(board, address, rank, size, neighbours, wish, patience);
    }

    @Override
    public void close() {
        board.close();
    }
}
