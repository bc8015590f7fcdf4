// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.tensor.Engine;

/**
 * Whether the products of {@link Winograd} are quick on this processor, by one trial of some milliseconds in a process. They
 * should take a third of the plain convolution's time; where oneDNN brought their kernel into another order in every call they
 * would take many times as long. Between these the trial need not be exact. The transforms are quick only where Java's second
 * compiler makes vector instructions of them.
 */
final class WinogradTrial {
    private static final int CHANNELS = 128;
    private static final int PICTURES = 4;
    private static final int SIDE = 16;
    private static final int TIMES = 5;
    private static final double MOST_SHARE = 0.75;

    private static final boolean IS_QUICK =
            hasSecondCompiler(System.getProperty("java.vm.info", "")) && Engine.withThreads(1, WinogradTrial::isQuick);

    private WinogradTrial() {}

    /** The outcome, which does not change. */
    static boolean isPassed() {
        return IS_QUICK;
    }

    /** @param info how HotSpot tells of itself: without that compiler as a client, or as an interpreter */
    static boolean hasSecondCompiler(String info) {
        return !info.contains("emulated-client") && !info.contains("interpreted mode");
    }

    private static boolean isQuick() {
        try (InferenceMode inference = new InferenceMode(true);
                PointerScope scope = new PointerScope()) {
            Tensor weight = torch.zeros(CHANNELS, CHANNELS, 3, 3);
            Tensor x = torch.zeros(PICTURES, SIDE, SIDE, CHANNELS).permute(0, 3, 1, 2);
            PackedOperator direct = new PackedOperator(new TensorOptional(), 1, 1, 1);
            IValue kernel = new IValue(direct.packed(weight, x.shape()));
            long plain = shortest(() -> direct.convolution(x, kernel, "none"));
            long filtered =
                    shortest(Winograd.products(WinogradTiles.of(x.shape()).count(), weight));
            return filtered < MOST_SHARE * plain;
        }
    }

    /** Nanoseconds. */
    private static long shortest(Runnable work) {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            try (PointerScope scope = new PointerScope()) {
                long start = System.nanoTime();
                work.run();
                shortest = Math.min(shortest, System.nanoTime() - start);
            }
        }
        return shortest;
    }
}
