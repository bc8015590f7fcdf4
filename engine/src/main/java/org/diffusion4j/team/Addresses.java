// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.run.StopSignal;

/** The address by which the others reach this process, found before the native library could only say that it waited in vain. */
final class Addresses {
    /** Nothing outside this machine reaches it. */
    static final String LOOPBACK = "127.0.0.1";

    private static final int BETWEEN_TRIES = 200;

    private Addresses() {}

    /**
     * Of the leader.
     *
     * @throws ConfigException if the host is not this machine, or the port is in use
     */
    static String ofLeader(Rendezvous.AtPort at) {
        InetAddress address = resolved(at);
        try (ServerSocket probe = new ServerSocket()) {
            if (NetworkInterface.getByInetAddress(address) == null) {
                throw new ConfigException(
                        "the rendezvous %s is not on this machine, and the process with the recipe waits there. Give an address of this machine, or leave the recipe out to join the run that waits there."
                                .formatted(at));
            }
            probe.bind(new InetSocketAddress(at.port()));
        } catch (IOException e) {
            throw new ConfigException(
                    "port %d of the rendezvous cannot be listened at (%s). Choose a free port above 1023."
                            .formatted(at.port(), e.getMessage()));
        }
        return address.getHostAddress();
    }

    /**
     * Of one who joins: the end of its way to the leader.
     *
     * @param stop ends the waiting
     * @throws TeamException if nobody listens there until {@code patience} is over
     */
    static String ofMember(Rendezvous.AtPort at, Duration patience, StopSignal stop) throws InterruptedException {
        InetAddress leader = resolved(at);
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try (Socket way = new Socket()) {
                way.connect(new InetSocketAddress(leader, at.port()), Math.toIntExact(patience.toMillis()));
                return way.getLocalAddress().getHostAddress();
            } catch (IOException e) {
                if (stop.isRequested()) {
                    throw new CancelledException("stopped before the run began; nothing was trained.");
                }
                if (System.nanoTime() > end) {
                    throw new TeamException(
                            "no run waits at %s (%s, for %d s). Start the first process there with the same --rendezvous, a recipe and --nproc; then this one."
                                    .formatted(at, e.getMessage(), patience.toSeconds()),
                            e);
                }
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }

    private static InetAddress resolved(Rendezvous.AtPort at) {
        try {
            return InetAddress.getByName(at.host());
        } catch (UnknownHostException e) {
            throw new ConfigException(
                    "the host '%s' of the rendezvous %s is not known here. Give its address, such as 10.0.0.1:%d."
                            .formatted(at.host(), at, at.port()));
        }
    }
}
