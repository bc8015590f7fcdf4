// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diffusion4j.benchmarks.PeerPrograms.Allocator;

/** PyTorch with both habits of the allocator; or nobody. */
final class Peers implements AutoCloseable {
    private final Map<Allocator, PeerServer> servers = new EnumMap<>(Allocator.class);

    private Peers() {}

    static Peers none() {
        return new Peers();
    }

    static Peers start(Path python, Path folder) {
        Peers peers = new Peers();
        for (Allocator allocator : Allocator.values()) {
            peers.servers.put(allocator, new PeerServer(python, folder, allocator));
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
                boolean isPlain = allocator == Allocator.PLAIN && words.equals(variants.get(0));
                cases.add(
                        new Case(PeerPrograms.name(words, allocator), isPlain, () -> server.milliseconds(what, words)));
            }
        });
        return cases;
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
                            () -> WholeProcess.milliseconds(PeerPrograms.process(python, folder, allocator, all)));
                }))
                .toList();
    }

    @Override
    public void close() {
        servers.values().forEach(PeerServer::close);
    }
}
