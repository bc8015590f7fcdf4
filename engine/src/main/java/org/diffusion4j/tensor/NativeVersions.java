// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.util.Objects;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/** Versions of the native libraries as their jars tell them, without loading anything native; "unknown" if repackaged. */
public final class NativeVersions {
    private NativeVersions() {}

    /** The binding of libtorch, for example {@code 2.10.0-1.5.13}: libtorch's own version, then JavaCPP's. */
    public static String pytorch() {
        return of(torch.class);
    }

    /** The binding of OpenBLAS. */
    public static String openblas() {
        return of(openblas.class);
    }

    /** JavaCPP. */
    public static String javacpp() {
        return of(Loader.class);
    }

    /** All three in one line, for the record of a run. */
    public static String line() {
        return "pytorch %s, openblas %s, javacpp %s".formatted(pytorch(), openblas(), javacpp());
    }

    private static String of(Class<?> inJar) {
        return Objects.requireNonNullElse(inJar.getPackage().getImplementationVersion(), "unknown");
    }
}
