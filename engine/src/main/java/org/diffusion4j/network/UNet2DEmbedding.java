// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.nn.Embedding;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.unet.ClassEmbedType;
import org.diffusion4j.nn.unet.TimeEmbeddingType;
import org.diffusion4j.nn.unet.TimeMlp;
import org.diffusion4j.nn.unet.TimeProjection;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link UNet2D} is told: its time and, where it takes one, a class. Checkpoint names: {@code time_proj}, {@code
 * time_embedding}, {@code class_embedding}.
 */
final class UNet2DEmbedding {
    private final UNet2DConfig config;
    private final TimeProjection projection;
    private final TimeMlp time;
    private final @Nullable TimeMlp classMlp;
    private final @Nullable Embedding table;

    UNet2DEmbedding(ParameterScope p, UNet2DConfig c) {
        config = c;
        int width = c.blockOutChannels().get(0);
        projection = switch (c.timeEmbeddingType()) {
            case POSITIONAL -> TimeProjection.positional(width, c.freqShift(), c.flipSinToCos());
            case FOURIER -> TimeProjection.fourier(p.in("time_proj"), width);
            case LEARNED ->
                TimeProjection.learned(p.in("time_proj"), c.numTrainTimesteps().orElseThrow(), width);
        };
        int projected = c.timeEmbeddingType() == TimeEmbeddingType.FOURIER ? 2 * width : width;
        time = TimeMlp.of(p.in("time_embedding"), projected, c.embedding());
        boolean isNumber = c.classEmbedType()
                .filter(type -> type == ClassEmbedType.TIMESTEP)
                .isPresent();
        classMlp = isNumber ? TimeMlp.of(p.in("class_embedding"), projected, c.embedding()) : null;
        table = c.classEmbedType().isEmpty() && c.numClassEmbeds().isPresent()
                ? Embedding.of(p.in("class_embedding"), c.numClassEmbeds().get(), c.embedding())
                : null;
    }

    /** t (B) or (1), what is told of {@code rows} rows -> (B, embedding) or (1, embedding). */
    Tensor forward(Tensor t, Condition condition, long rows, BiConsumer<String, Tensor> stages) {
        Tensor e = time.forward(projection.forward(t));
        stages.accept("time_embedding", e);
        if (table != null) {
            return e.add(table.forward(labels(condition, rows)));
        }
        if (classMlp != null) {
            Tensor numbers = context(condition, rows, 1, t).reshape(rows);
            return e.add(classMlp.forward(projection.forward(numbers)));
        }
        if (config.classEmbedType().isPresent()) {
            return e.add(context(condition, rows, config.embedding(), t));
        }
        if (condition != Condition.NONE) {
            throw new ShapeException(
                    "this network takes no condition but was told %s. Leave it out.".formatted(told(condition)));
        }
        return e;
    }

    private int[] labels(Condition condition, long rows) {
        int most = config.numClassEmbeds().orElseThrow();
        if (!(condition instanceof Condition.Labels given)
                || given.values().length != rows
                || Arrays.stream(given.values()).anyMatch(label -> label < 0 || label >= most)) {
            throw wrong(condition, rows, "a label from 0 to %d".formatted(most - 1));
        }
        return given.values();
    }

    private static Tensor context(Condition condition, long rows, int size, Tensor like) {
        if (!(condition instanceof Condition.Context given)
                || given.size() != size
                || given.values().length != rows * size) {
            throw wrong(condition, rows, size == 1 ? "a number" : "a vector of %d numbers".formatted(size));
        }
        return Tensors.on(like.device(), Tensors.of(given.values(), rows, size));
    }

    private static ShapeException wrong(Condition condition, long rows, String wanted) {
        return new ShapeException(
                "this network needs %s for each of its %d rows but was told %s. Give one for each row."
                        .formatted(wanted, rows, told(condition)));
    }

    private static String told(Condition condition) {
        if (condition instanceof Condition.Labels labels) {
            return "the labels " + Arrays.toString(labels.values());
        }
        return condition instanceof Condition.Context context
                ? "%d vectors of %d numbers".formatted(context.values().length / context.size(), context.size())
                : "nothing";
    }
}
