// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.bytedeco.pytorch.global.torch.cat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.tensor.Tensors;

/** The global L2 norm of all gradients, and scaling them down to one (Pascanu et al. 2013). */
public final class GradientNorm {
    /** Keeps the factor finite where all gradients are zero; PyTorch's number. */
    private static final double LEAST = 1e-6;

    /** Numbers of a row, whose squares are summed in float32. */
    private static final long ROW = 4096;

    /** Fewer are converted sooner than cut into rows. */
    private static final long MANY = 1 << 17;

    private GradientNorm() {}

    /**
     * The norm, of many numbers as that of the norms of rows, which are summed in double: a float32 sum over millions of
     * squares is off in the fourth digit.
     *
     * @param gradients (N), contiguous, float32
     */
    public static double of(Tensor gradients) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            return unread(gradients).item_double();
        }
    }

    /** The same as a 0-d tensor in the caller's scope, without waiting for it. */
    static Tensor unread(Tensor gradients) {
        if (gradients.numel() < MANY) {
            return inDouble(gradients);
        }
        long inRows = gradients.numel() / ROW * ROW;
        long rest = gradients.numel() - inRows;
        // converting each number to double first takes some twenty times as long
        Tensor rows = gradients.narrow(0, 0, inRows).view(-1, ROW).norm(new ScalarOptional(Tensors.scalar(2)), 1);
        return inDouble(rest == 0 ? rows : cat(new TensorVector(rows, gradients.narrow(0, inRows, rest)), 0));
    }

    private static Tensor inDouble(Tensor numbers) {
        return numbers.norm(new ScalarOptional(Tensors.scalar(2)), ScalarType.Double);
    }

    /** As {@link #clip}, with a norm that nobody has read. */
    static void clipUnread(Tensor gradients, Tensor norm, double most) {
        Tensor factor = Tensors.times(Tensors.plus(norm, LEAST).reciprocal(), most);
        gradients.mul_(factor.clamp_max(Tensors.scalar(1)).to(gradients.scalar_type()));
    }

    /**
     * Scales the gradients by min(1, most / (norm + 1e-6)).
     *
     * @param norm of them as they are
     * @param most the norm they have at most afterwards, above 0
     */
    public static void clip(Tensor gradients, double norm, double most) {
        double factor = most / (norm + LEAST);
        if (factor < 1) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                gradients.mul_(Tensors.scalar(factor));
            }
        }
    }
}
