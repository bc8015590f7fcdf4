// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.model.Company;
import org.diffusion4j.team.Meeting;
import org.diffusion4j.team.Rendezvous;
import org.jspecify.annotations.Nullable;

/**
 * The other processes of a training: started here, or awaited from other machines. Those started here are this same
 * program, and end with this one.
 */
final class OtherProcesses implements AutoCloseable {
    /** Within this all have come; a machine may have to unpack libraries and read its data first. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int MOST = 256;
    private static final long SECONDS_TO_END = 10;

    private final List<Process> started = new ArrayList<>();
    private final @Nullable Path folder;
    private final @Nullable Meeting meeting;

    private OtherProcesses(@Nullable Path folder, @Nullable Meeting meeting) {
        this.folder = folder;
        this.meeting = meeting;
    }

    /**
     * Opens the meeting of {@code count} processes, and starts the others unless they come from elsewhere.
     *
     * @param at where they meet; null for this machine alone
     * @throws ConfigException if the number or the place cannot be used
     */
    static OtherProcesses of(int count, @Nullable String at) {
        if (count < 1 || count > MOST) {
            throw new ConfigException(
                    "--nproc must lie in 1 to %d but was %d. The number of cores is the most that is of use on one machine."
                            .formatted(MOST, count));
        }
        if (at != null) {
            if (count == 1) {
                throw new ConfigException(
                        "--rendezvous %s with a recipe waits for other processes, and --nproc says that there are none. Give --nproc 2 or more."
                                .formatted(at));
            }
            return new OtherProcesses(null, Meeting.lead(Rendezvous.of(at), count, PATIENCE));
        }
        return count == 1 ? new OtherProcesses(null, null) : onThisMachine(count);
    }

    private static OtherProcesses onThisMachine(int count) {
        try {
            Path folder = Files.createTempDirectory("d4j-"); // for this user alone
            Rendezvous at = new Rendezvous.InFile(folder.resolve("meeting"));
            OtherProcesses others = new OtherProcesses(folder, Meeting.lead(at, count, PATIENCE));
            try {
                for (int i = 1; i < count; i++) {
                    others.started.add(start(at));
                }
            } catch (IOException e) {
                others.close();
                throw e;
            }
            return others;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(Rendezvous at) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("train", "--rendezvous", at.toString()));
        return new ProcessBuilder(command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT)
                .start();
    }

    /** What a training needs to know of them; empty where there are none. */
    Optional<Company> company() {
        return meeting == null ? Optional.empty() : Optional.of(new Company(meeting, PATIENCE, this::requireAlive));
    }

    private void requireAlive() {
        for (int i = 0; i < started.size(); i++) {
            Process one = started.get(i);
            if (!one.isAlive()) {
                throw new TeamException("the training did not begin. If they could, they said why above.");
            }
        }
    }

    /** Which of those started here ended otherwise than well, in words; empty if none did. */
    String losses() {
        awaitFirstLoss();
        List<String> lost = new ArrayList<>();
        for (int i = 0; i < started.size(); i++) {
            Process one = started.get(i);
            if (!one.isAlive() && one.exitValue() != ExitCode.OK) {
                lost.add("process %d (pid %d) ended with exit code %d".formatted(i + 1, one.pid(), one.exitValue()));
            }
        }
        return String.join(", ", lost);
    }

    /** The connection of a process ends a moment before the process does. */
    private void awaitFirstLoss() {
        try {
            CompletableFuture.anyOf(started.stream().map(Process::onExit).toArray(CompletableFuture[]::new))
                    .get(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            return; // whoever is lost was not started here
        }
    }

    private static void ended(Meeting meeting) {
        try (meeting) {
            meeting.end();
        } catch (TeamException gone) {
            // nobody is there to be told
        }
    }

    @Override
    public void close() {
        if (meeting != null) {
            ended(meeting);
        }
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_END); // for all together
            for (Process one : started) {
                if (!one.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    one.destroyForcibly();
                }
            }
            if (folder != null) {
                Files.deleteIfExists(folder.resolve("meeting"));
                Files.deleteIfExists(folder);
            }
        } catch (InterruptedException e) {
            started.forEach(Process::destroyForcibly);
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
