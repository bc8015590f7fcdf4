// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.TensorFile;

/**
 * What weights consist of, without their numbers.
 *
 * @param path where they lie
 * @param form what they are, in a few words
 * @param metadata free text of the writer
 * @param tensors in the order of the file
 */
public record WeightsSummary(Path path, String form, Map<String, String> metadata, List<Tensor> tensors) {
    /**
     * One tensor.
     *
     * @param name its key
     * @param dtype type of its elements
     * @param shape sizes in row-major order, {@code []} for a scalar
     */
    public record Tensor(String name, DType dtype, List<Long> shape) {
        /** Number of elements. */
        public long elements() {
            return shape.stream().reduce(1L, (a, b) -> a * b);
        }

        /** Bytes as stored. */
        public long byteCount() {
            return dtype.byteCount(shape);
        }
    }

    /** Reads names and shapes of weights that are open. */
    public static WeightsSummary of(Path path, TensorFile file) {
        return new WeightsSummary(
                path,
                file.description(),
                file.metadata(),
                file.arrays().values().stream()
                        .map(array -> new Tensor(array.name(), array.dtype(), array.shape()))
                        .toList());
    }

    /** Number of floating-point values; counters and truth values are not learned. */
    public long parameters() {
        return tensors.stream()
                .filter(tensor -> ConvertingChannel.canRead(tensor.dtype()))
                .mapToLong(Tensor::elements)
                .sum();
    }

    /** Bytes of all tensors as stored. */
    public long byteCount() {
        return tensors.stream().mapToLong(Tensor::byteCount).sum();
    }

    /** Number of tensors of each type. */
    public Map<DType, Long> types() {
        Map<DType, Long> types = new TreeMap<>();
        tensors.forEach(tensor -> types.merge(tensor.dtype(), 1L, Long::sum));
        return types;
    }
}
