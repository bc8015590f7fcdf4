// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

/** Where rows of normal values begin in one stream: at whole blocks, so that no row's numbers depend on the others. */
public final class RowStride {
    private RowStride() {}

    /** {@code each} rounded up to whole blocks of {@link RandomStream#NORMALS_PER_BLOCK}. */
    public static int of(int each) {
        int block = RandomStream.NORMALS_PER_BLOCK;
        return (each + block - 1) / block * block;
    }
}
