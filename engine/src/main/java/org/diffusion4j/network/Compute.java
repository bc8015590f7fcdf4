// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.tensor.Autocast;
import org.diffusion4j.tensor.Devices;

/** The number format that convolutions and matrix products compute in. In training weights are float32 in all of them; of a
 * network that is only asked, and in bfloat16, the kernels of convolutions are rounded to that. */
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

        @Override
        public <T> T during(Device device, Supplier<T> work) {
            return Autocast.rounding(device.type(), work);
        }
    },
    /** 11 bits of precision with the range of float32, in the matrix units that NVIDIA's GPUs have since Ampere. */
    TF32 {
        @Override
        public Network of(Network network) {
            return network;
        }
    };

    /** Its name in recipes and flags, such as {@code bfloat16}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is said behind the name of a model that computes so: {@code " in bfloat16"}, nothing of the usual format. */
    public String suffix() {
        return this == FLOAT32 ? "" : " in " + word();
    }

    /** The network computing so. */
    public abstract Network of(Network network);

    /** Does work that is no {@link Network}'s on {@code device}, computing so. What it returns may be in the narrower format. */
    public <T> T during(Device device, Supplier<T> work) {
        return work.get();
    }

    /**
     * Refuses a format that a network in training can compute in, and one that is only asked cannot.
     *
     * @throws ConfigException if this is {@link #TF32}
     */
    public void requireForAsking() {
        if (this == TF32) {
            throw new ConfigException(
                    "compute was tf32, which is for training alone. Use float32, or bfloat16 where the processor has it.");
        }
    }

    /**
     * Refuses a device that does not compute so.
     *
     * @throws ConfigException if this is {@link #TF32} and it is no GPU of NVIDIA's
     */
    public void requireOn(Device device) {
        if (this == TF32 && !device.is_cuda()) {
            throw new ConfigException(
                    "train.compute was tf32, which NVIDIA's GPUs have, but the run is on %s. Use float32, or bfloat16 where the processor has it."
                            .formatted(Devices.describe(device)));
        }
    }
}
