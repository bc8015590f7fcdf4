// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/** Samples as plain Java: nothing native is held. */
public final class Samples {
    private final float[] values;
    private final long[] shape;

    Samples(float[] values, long... shape) {
        this.values = values;
        this.shape = shape.clone();
    }

    /** Copies and closes {@code tensor}. */
    static Samples taking(Tensor tensor) {
        try (tensor) {
            return of(tensor);
        }
    }

    /** Copies {@code tensor}, (count, shape of one sample…). */
    public static Samples of(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            return new Samples(Tensors.floats(tensor), tensor.shape());
        }
    }

    /** One after the other. */
    public static Samples joined(List<Samples> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        long[] shape = parts.get(0).shape();
        shape[0] = parts.stream().mapToLong(Samples::count).sum();
        float[] values = new float[Math.toIntExact(Shapes.elements(shape))];
        int at = 0;
        for (Samples part : parts) {
            System.arraycopy(part.values, 0, values, at, part.values.length);
            at += part.values.length;
        }
        return new Samples(values, shape);
    }

    /** All numbers, sample after sample. */
    public float[] values() {
        return values.clone();
    }

    /**
     * The same with every sample stretched from its own least to its own largest value, which become −1 and 1: more to see,
     * but a wrong brightness is hidden. A sample of one value becomes −1.
     */
    public Samples stretched() {
        float[] stretched = values.clone();
        int each = values.length / count();
        for (int from = 0; from < values.length; from += each) {
            float least = Float.POSITIVE_INFINITY;
            float most = Float.NEGATIVE_INFINITY;
            for (int i = from; i < from + each; i++) {
                least = Math.min(least, values[i]);
                most = Math.max(most, values[i]);
            }
            for (int i = from; i < from + each; i++) {
                stretched[i] = most > least ? 2 * (values[i] - least) / (most - least) - 1 : -1;
            }
        }
        return new Samples(stretched, shape);
    }

    /** (count, shape of one sample…). */
    public long[] shape() {
        return shape.clone();
    }

    /** How many samples. */
    public int count() {
        return (int) shape[0];
    }

    @Override
    public String toString() {
        return "Samples" + Shapes.text(shape);
    }
}
