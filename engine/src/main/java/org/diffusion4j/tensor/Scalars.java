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
    private static final int MOST = 4096;
    private static final ConcurrentHashMap<Double, Scalar> KEPT = new ConcurrentHashMap<>();

    private Scalars() {}

    static Scalar of(double value) {
        Scalar kept = KEPT.get(value);
        if (kept != null) {
            return kept;
        }
        return KEPT.size() < MOST ? KEPT.computeIfAbsent(value, Scalars::outsideScopes) : new Scalar(value);
    }

    private static Scalar outsideScopes(double value) {
        try (PointerScope scope = new PointerScope()) {
            Scalar scalar = new Scalar(value);
            scalar.retainReference(); // survives the scope: owned by the table
            return scalar;
        }
    }
}
