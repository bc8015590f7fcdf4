// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

/** The number format that convolutions and matrix products compute in. Weights are float32 in all of them. */
public enum Compute {
    /** 24 bits of precision. */
    FLOAT32 {
        @Override
        public Network of(Network network) {
            return network;
        }
    },
    /** 8 bits of precision with the range of float32. */
    BFLOAT16 {
        @Override
        public Network of(Network network) {
            return new MixedPrecision(network);
        }
    };

    /** The network computing so. */
    public abstract Network of(Network network);
}
