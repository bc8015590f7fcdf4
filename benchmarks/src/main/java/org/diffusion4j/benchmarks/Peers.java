// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diffusion4j.benchmarks.PeerPrograms.Allocator;
import org.diffusion4j.benchmarks.PeerPrograms.Script;

/** PyTorch with both habits of the allocator; or nobody. */
final class Peers implements AutoCloseable {
    private final Map<Allocator, PeerServer> servers = new EnumMap<>(Allocator.class);

    private Peers() {}

    static Peers none() {
        return new Peers();
    }

    static Peers start(Path python, Path folder, Script script) {
        Peers peers = new Peers();
        for (Allocator allocator : Allocator.values()) {
            peers.servers.put(allocator, new PeerServer(python, folder, script, allocator));
        }
        return peers;
    }

    String version() {
        return servers.values().stream()
                .findFirst()
                .map(PeerServer::version)
                .orElse("Without --peers there is nothing to compare with.");
    }

    /** Every variant in every process; the first of them as its own process does it is the plain one. */
    List<Case> cases(String what, List<String> variants) {
        List<Case> cases = new ArrayList<>();
        servers.forEach((allocator, server) -> {
            for (String words : variants) {
                cases.add(one(allocator, server, what, "", words, words.equals(variants.get(0))));
            }
        });
        return cases;
    }

    /**
     * The plain one as its own process does it, and the others with freed memory kept, which suits them best.
     *
     * @param of what all of them are asked for, such as {@code "sprites 32"}: a system and a batch
     */
    List<Case> cases(String what, String of, String plain, List<String> others) {
        List<Case> cases = new ArrayList<>();
        servers.forEach((allocator, server) -> {
            if (allocator == Allocator.PLAIN) {
                cases.add(one(allocator, server, what, of, plain, true));
            } else {
                others.forEach(how -> cases.add(one(allocator, server, what, of, how, false)));
            }
        });
        return cases;
    }

    private static Case one(
            Allocator allocator, PeerServer server, String what, String of, String how, boolean isFirst) {
        String words = (of + " " + how).strip();
        return new Case(
                PeerPrograms.name(how, allocator),
                isFirst && allocator == Allocator.PLAIN,
                () -> server.milliseconds(what, words));
    }

    /** Whole processes that train and save. */
    static List<Case> jobs(Path python, Path folder, Path into, List<String> variants) {
        return Stream.of(Allocator.values())
                .flatMap(allocator -> variants.stream().map(words -> {
                    List<String> all = new ArrayList<>(
                            List.of("job", into.resolve("weights.pt").toString()));
                    all.addAll(List.of(words.split(" ")));
                    return new Case(
                            PeerPrograms.name(words, allocator),
                            allocator == Allocator.PLAIN && words.equals(variants.get(0)),
                            () -> WholeProcess.milliseconds(
                                    PeerPrograms.process(python, folder, Script.SPIRAL, allocator, all)));
                }))
                .toList();
    }

    @Override
    public void close() {
        servers.values().forEach(PeerServer::close);
    }
}
