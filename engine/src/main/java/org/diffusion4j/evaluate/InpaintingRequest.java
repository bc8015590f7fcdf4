// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.nio.file.Path;
import java.util.Optional;
import org.diffusion4j.edit.FillRequest;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.MaskConfig;

/**
 * What an evaluation of inpainting fills.
 *
 * @param count pictures, 20 to 100,000; where there are fewer, they come again with other holes
 * @param size pixels along a side: 16, 32 or 64
 * @param seed of the order of the pictures, of the holes and of the fills
 * @param holes how they are drawn
 * @param how the methods fill; its count and seed are not looked at
 * @param features a TorchScript feature network; the shipped classifier of emoji if empty
 * @param lpips a TorchScript file of the network of LPIPS, which is measured only with one
 */
public record InpaintingRequest(
        int count,
        int size,
        long seed,
        MaskConfig holes,
        FillRequest how,
        Optional<Path> features,
        Optional<Path> lpips) {
    /** Enough for differences in the second digit. */
    public static final int USUAL_COUNT = 500;

    private static final int FEWEST = 20;
    private static final int MOST = 100_000;

    /** Checks the count; the size is checked where the pictures are opened. */
    public InpaintingRequest {
        if (count < FEWEST || count > MOST) {
            throw new ConfigException(
                    "count must lie in %d to %d but was %d. %d is usual; figures of fewer pictures say little."
                            .formatted(FEWEST, MOST, count, USUAL_COUNT));
        }
    }

    /** Measured by the shipped classifier of emoji. */
    public static InpaintingRequest of(int count, int size, long seed, MaskConfig holes, FillRequest how) {
        return new InpaintingRequest(count, size, seed, holes, how, Optional.empty(), Optional.empty());
    }

    /** The same measured by the feature network in this file. */
    public InpaintingRequest measuredBy(Path file) {
        return new InpaintingRequest(count, size, seed, holes, how, Optional.of(file), lpips);
    }

    /** The same with LPIPS by the network in this file. */
    public InpaintingRequest withLpips(Path file) {
        return new InpaintingRequest(count, size, seed, holes, how, features, Optional.of(file));
    }
}
