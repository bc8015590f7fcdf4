// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;

/**
 * Native scalars by value. Building one costs about half a microsecond, so constants are kept for the life of the
 * process; the table is bounded, and what does not fit is built for the current scope.
 */
final class Scalars {
    /** The process's own. */
    static final Scalars SHARED = new Scalars(4096);

    private final int most;
    private final ConcurrentHashMap<Double, Scalar> keptByValue = new ConcurrentHashMap<>();

    Scalars(int most) {
        this.most = most;
    }

    Scalar of(double value) {
        Scalar kept = keptByValue.get(value);
        if (kept != null) {
            return kept;
        }
        return keptByValue.size() < most
                ? keptByValue.computeIfAbsent(value, Scalars::outsideScopes)
                : new Scalar(value);
    }

    private static Scalar outsideScopes(double value) {
        try (PointerScope scope = new PointerScope()) {
            Scalar scalar = new Scalar(value);
            scalar.retainReference(); // survives the scope: owned by the table
            return scalar;
        }
    }
}
