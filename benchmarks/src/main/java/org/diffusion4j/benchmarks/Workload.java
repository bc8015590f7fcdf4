// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The arithmetic of one forward pass, from the shapes of the weights and the number of pixels that each is applied to. A
 * multiply-add counts as two; normalisations and activations, which are no arithmetic to speak of, not at all.
 */
final class Workload {
    /** Names of tensors and the pixels each of their numbers meets; the first that matches counts. */
    private record Part(Pattern names, int pixels) {
        static Part of(String names, int side) {
            return new Part(Pattern.compile(names), side * side);
        }
    }

    private static final Map<Subject, List<Part>> PARTS = Map.of(
            Subject.SPRITES,
                    List.of(
                            Part.of("(time|context)embed.*|up0.*", 1),
                            Part.of("down2.*|up1.model.[12].*|up2.model.0.*", 8),
                            Part.of("up1.model.0.*", 4),
                            Part.of(".*", 16)),
            Subject.BLEND,
                    List.of(
                            Part.of("time_dense.*|mid_.*|.*[.]time[.].*", 1),
                            Part.of("(down.3|up.0)[.].*", 4),
                            Part.of("(down.2|up.1)[.].*", 8),
                            Part.of("(down.1|up.2)[.].*", 16),
                            Part.of(".*", 32)),
            Subject.CLASSES,
                    List.of(
                            Part.of("class_emb.*", 0),
                            Part.of("time_mlp.*|.*emb_proj.*", 1),
                            Part.of("(mid|up3)[.].*", 4),
                            Part.of("(enc3|dec3|up2)[.].*", 8),
                            Part.of("(enc2|dec2|up1)[.].*", 16),
                            Part.of(".*", 32)),
            Subject.UNET2D,
                    List.of(
                            Part.of("time_embedding.*|.*time_emb_proj.*", 1),
                            Part.of("(down_blocks.3|mid_block|up_blocks.0.resnets|down_blocks.2.down).*", 4),
                            Part.of("(down_blocks.2|up_blocks.1.(resnets|att)|up_blocks.0.up|down_blocks.1.down).*", 8),
                            Part.of(
                                    "(down_blocks.1|up_blocks.2.(resnets|att)|up_blocks.1.up|down_blocks.0.down).*",
                                    16),
                            Part.of(".*", 32)));

    private Workload() {}

    /** Whether it is known. */
    static boolean isKnown(Subject subject) {
        return PARTS.containsKey(subject);
    }

    /** Of one row, in multiples of 1e9. */
    static double gigaflop(Subject subject, Map<String, long[]> shapes) {
        double sum = 0;
        for (Map.Entry<String, long[]> tensor : shapes.entrySet()) {
            long[] shape = tensor.getValue();
            if (shape.length >= 2) {
                double numbers = 1;
                for (long side : shape) {
                    numbers *= side;
                }
                sum += 2 * numbers * pixels(subject, tensor.getKey());
            }
        }
        return sum / 1e9;
    }

    private static int pixels(Subject subject, String name) {
        return PARTS.getOrDefault(subject, List.of()).stream()
                .filter(part -> part.names().matcher(name).matches())
                .findFirst()
                .orElseThrow()
                .pixels();
    }
}
