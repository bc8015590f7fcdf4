// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;

/** Small states whose every number follows from the step. */
final class States {
    private States() {}

    static State at(long step) {
        return at(step, OptionalDouble.empty());
    }

    static State at(long step, OptionalDouble score) {
        return new State(
                step,
                score,
                Map.of(
                        "model", List.of(array("down1.conv1.weight", step, 40), array("empty", step, 0)),
                        "ema", List.of(array("down1.conv1.weight", step + 1, 40)),
                        "optimizer", List.of()),
                Map.of("loss", 1.0 / (step + 3), "generator", List.of(step, -1L, Long.MAX_VALUE)));
    }

    private static NamedArray array(String name, long seed, int count) {
        return NamedArray.of(name, DType.F32, new long[] {count}, () -> bytes(seed, count));
    }

    private static ByteBuffer bytes(long seed, int count) {
        byte[] bytes = new byte[count * Float.BYTES];
        new Random(seed).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    static void assertComplete(LoadedState state) {
        long step = state.step();
        assertThat(state.parts()).containsExactlyInAnyOrder("model", "ema", "optimizer");
        assertThat(state.part("model").bytes("down1.conv1.weight")).isEqualTo(bytes(step, 40));
        assertThat(state.part("ema").bytes("down1.conv1.weight")).isEqualTo(bytes(step + 1, 40));
        assertThat(state.part("optimizer").entries()).isEmpty();
        assertThat(state.facts().get("loss").doubleValue()).isEqualTo(1.0 / (step + 3));
        assertThat(state.facts().get("generator").get(0).longValue()).isEqualTo(step);
        assertThat(state.facts().get("generator").get(2).longValue()).isEqualTo(Long.MAX_VALUE);
    }

    /** Loads the newest state, checks all of it and tells its step; -1 if there is none. */
    static long load(StateStore store) {
        return store.loadLatest()
                .map(state -> {
                    try (state) {
                        assertComplete(state);
                        return state.step();
                    }
                })
                .orElse(-1L);
    }
}
