// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.time.Duration;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.tensor.Engine;

/** A process that computes without end and reads no stop signal: backward passes of about a second each. */
final class Computing {
    private Computing() {}

    /** With the word {@code deaf} it opens a stop signal that it never reads. */
    public static void main(String[] words) {
        Ending ending = new Ending(Duration.ofMillis(100), System.err);
        ending.begin();
        if (words.length > 0) {
            ending.listen(new StopSignal());
        }
        Engine.useThreads(1);
        Tensor x = torch.full(new long[] {48, 64, 64, 64}, new Scalar(0.5)).requires_grad_(true);
        Tensor weight = torch.full(new long[] {64, 64, 3, 3}, new Scalar(0.5)).requires_grad_(true);
        while (true) {
            try (PointerScope scope = new PointerScope()) {
                Tensor sum = torch.conv2d(torch.conv2d(x, weight), weight).sum();
                System.out.println("computing");
                sum.backward();
            }
        }
    }
}
