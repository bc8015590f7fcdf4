// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How far an output is from its target. */
public enum Distance {
    /** The mean of the squares. */
    MSE {
        @Override
        Tensor of(Tensor output, Tensor target, double delta, long reduction) {
            return torch.mse_loss(output, target, reduction);
        }
    },
    /** The mean of the magnitudes. */
    L1 {
        @Override
        Tensor of(Tensor output, Tensor target, double delta, long reduction) {
            return torch.l1_loss(output, target, reduction);
        }
    },
    /** Half the square up to delta, beyond it straight on with the slope delta (Huber 1964). */
    HUBER {
        @Override
        Tensor of(Tensor output, Tensor target, double delta, long reduction) {
            return torch.huber_loss(output, target, reduction, delta);
        }
    };

    /** libtorch's numbers for "element by element" and "mean over all". */
    private static final long NONE = 0;

    private static final long MEAN = 1;

    abstract Tensor of(Tensor output, Tensor target, double delta, long reduction);

    /** Over all elements, one number. */
    Tensor mean(Tensor output, Tensor target, double delta) {
        return of(output, target, delta, MEAN);
    }

    /** Over the elements of each row: (B). */
    Tensor ofRows(Tensor output, Tensor target, double delta) {
        return of(output, target, delta, NONE).flatten(1, -1).mean(1);
    }
}
