// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RendezvousTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    @Test
    void hostAndPortAreReadAsTheyAreWritten() {
        assertThat(Rendezvous.of("10.0.0.1:29500")).isEqualTo(new Rendezvous.AtPort("10.0.0.1", 29500));
        assertThat(Rendezvous.of("[::1]:7")).isEqualTo(new Rendezvous.AtPort("::1", 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:", ":29500", "host:0", "host:65536", "host:-1", "a b:80", "::1:80"})
    void whatIsNoHostAndPortIsRefused(String text) {
        assertThatThrownBy(() -> Rendezvous.of(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "a rendezvous is HOST:PORT with a port of 1 to 65535, but '%s' was given. For example: --rendezvous 10.0.0.1:29500."
                                .formatted(text));
    }

    @Test
    void aBusyPortIsNamed() throws Exception {
        try (ServerSocket busy = new ServerSocket(0)) {
            assertThatThrownBy(() -> Meeting.lead(new Rendezvous.AtPort("127.0.0.1", busy.getLocalPort()), 2, SHORT))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith(
                            "port %d of the rendezvous cannot be listened at (".formatted(busy.getLocalPort()))
                    .hasMessageEndingWith(". Choose a free port above 1023.");
        }
    }

    @Test
    void aLeaderListensOnItsOwnMachine() {
        assertThatThrownBy(() -> Meeting.lead(new Rendezvous.AtPort("192.0.2.1", 29500), 2, SHORT))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("the rendezvous 192.0.2.1:29500 is not on this machine");
    }

    @Test
    void nobodyAtTheRendezvousIsSaid() throws Exception {
        int free;
        try (ServerSocket probe = new ServerSocket(0)) {
            free = probe.getLocalPort();
        }
        assertThatThrownBy(() -> Meeting.join(new Rendezvous.AtPort("127.0.0.1", free), SHORT, new StopSignal()))
                .isInstanceOf(TeamException.class)
                .hasMessageStartingWith("no run waits at 127.0.0.1:%d (".formatted(free))
                .hasMessageEndingWith(
                        "Start the first process there with the same --rendezvous, a recipe and --nproc; then this one.");
    }

    @Test
    void aLeaderDoesNotWaitForever() {
        try (Meeting meeting = Meeting.lead(new Rendezvous.InFile(folder.resolve("meeting")), 3, SHORT)) {
            assertThatThrownBy(() -> meeting.awaitAll(SHORT, new StopSignal(), () -> {}))
                    .isInstanceOf(TeamException.class)
                    .hasMessageStartingWith("1 of 3 processes came within 0 s.");
        }
    }

    @Test
    void aLeaderThatEndedIsNotWaitedFor() throws Exception {
        Rendezvous at = new Rendezvous.InFile(folder.resolve("meeting"));
        try (Meeting leader = Meeting.lead(at, 2, SHORT);
                Meeting member = Meeting.join(at, SHORT, new StopSignal())) {
            leader.end();
            assertThatThrownBy(() -> member.pinned("recipe", Duration.ofMinutes(1), new StopSignal()))
                    .isInstanceOf(TeamException.class)
                    .hasMessage("the leader of the run at this rendezvous has ended, and says why.");
        }
    }

    @Test
    void oneMoreThanThereIsRoomForIsSentAway() throws Exception {
        Rendezvous at = new Rendezvous.InFile(folder.resolve("meeting"));
        try (Meeting leader = Meeting.lead(at, 2, SHORT);
                Meeting member = Meeting.join(at, SHORT, new StopSignal())) {
            assertThat(member.rank()).isEqualTo(1);
            assertThatThrownBy(() -> Meeting.join(at, SHORT, new StopSignal()))
                    .isInstanceOf(TeamException.class)
                    .hasMessageContaining("has all its 2 processes already");
        }
    }

    @Test
    void atAPortTheyMeetAsInAFile() throws Exception {
        int free;
        try (ServerSocket probe = new ServerSocket(0)) {
            free = probe.getLocalPort();
        }
        Rendezvous at = new Rendezvous.AtPort("127.0.0.1", free);
        List<Double> heard = Teams.together(at, 2, meeting -> {
            if (meeting.rank() == 0) {
                meeting.pin("word", "größer");
            } else {
                assertThat(meeting.pinned("word", Teams.PATIENCE, new StopSignal()))
                        .isEqualTo("größer");
            }
            try (Team team = Teams.team(meeting)) {
                return team.agreed(() -> 17.5);
            }
        });
        assertThat(heard).containsExactly(17.5, 17.5);
    }
}
