// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.StringIValueMap;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.tensor.NativeErrors;
import org.diffusion4j.tensor.Tensors;

/**
 * How far apart two pictures look to a network that came as a TorchScript file: two float32 batches (N, 3, H, W) in [−1, 1]
 * in, N distances out, in any shape. With the network of Zhang et al. 2018 in it, traced, this is LPIPS.
 */
public final class PerceptualDistance implements AutoCloseable {
    private static final int ROWS = 32;

    private final TorchScriptFile file;

    private PerceptualDistance(TorchScriptFile file) {
        this.file = file;
    }

    /**
     * Loads a file.
     *
     * @throws org.diffusion4j.error.StorageException if the file cannot be read
     * @throws org.diffusion4j.error.FormatException if it is no TorchScript
     */
    public static PerceptualDistance open(Path file) {
        return new PerceptualDistance(TorchScriptFile.open(file, TorchScriptFile.Role.DISTANCE));
    }

    /** SHA-256 of the file. */
    public String sha256() {
        return file.sha256();
    }

    /**
     * The mean over pairs of pictures of one size.
     *
     * @throws ShapeException if the lists are not of one length, 1 or more, the pictures not of one size, or the network
     *     answers something else
     * @throws FormatException if its program stops, or answers a number that is not finite
     */
    public double mean(List<Picture> first, List<Picture> second) {
        return mean(first, second, new StopSignal());
    }

    /**
     * The same, stoppable between some tens of pairs.
     *
     * @throws org.diffusion4j.error.CancelledException if stopped
     */
    public double mean(List<Picture> first, List<Picture> second, StopSignal stop) {
        if (first.isEmpty() || first.size() != second.size()) {
            throw new ShapeException("a perceptual distance was asked of %d and %d pictures. Give pairs, one or more."
                    .formatted(first.size(), second.size()));
        }
        TorchScriptFile.requireSize(first.get(0), first, "a perceptual distance");
        TorchScriptFile.requireSize(first.get(0), second, "a perceptual distance");
        double sum = 0;
        for (int from = 0; from < first.size(); from += ROWS) {
            stop.requireNone(FeatureNet.STOPPED);
            int to = Math.min(from + ROWS, first.size());
            sum += sum(first.subList(from, to), second.subList(from, to));
        }
        return sum / first.size();
    }

    private double sum(List<Picture> first, List<Picture> second) {
        return NativeErrors.during("asking the perceptual distance " + file.name(), () -> {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Tensor distances = file.ask(
                        first.size(),
                        List.of(centred(first), centred(second)),
                        new StringIValueMap(),
                        answer -> answer.numel() == first.size());
                double sum = 0;
                for (double distance : Tensors.doubles(distances)) {
                    if (!Double.isFinite(distance)) {
                        throw new FormatException(
                                "the perceptual distance '%s' answered a pair of pictures with %s, which is no distance. Use a network whose weights are whole, saved in float32."
                                        .formatted(file.name(), distance));
                    }
                    sum += distance;
                }
                return sum;
            }
        });
    }

    private static Tensor centred(List<Picture> pictures) {
        return Tensors.plus(Tensors.times(Tensors.toFloat(TorchScriptFile.bytes(pictures)), 1 / 127.5), -1);
    }

    @Override
    public void close() {
        file.close();
    }
}
