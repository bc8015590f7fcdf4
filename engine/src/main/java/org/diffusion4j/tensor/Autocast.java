// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The part of a thread's work whose convolutions and matrix products compute in bfloat16, whatever format they are given. */
public final class Autocast {
    private Autocast() {}

    /** Does {@code work} in bfloat16 on that kind of device. Weights are rounded in each use. */
    public static <T> T rounding(DeviceType device, Supplier<T> work) {
        boolean isCached = torch.is_autocast_cache_enabled();
        torch.set_autocast_dtype(device, ScalarType.BFloat16);
        torch.set_autocast_cache_enabled(false); // each weight is read once in a pass
        try {
            return switched(device, true, work);
        } finally {
            torch.set_autocast_cache_enabled(isCached);
        }
    }

    /** Does {@code work} in the formats that it is given. */
    public static <T> T exact(DeviceType device, Supplier<T> work) {
        return switched(device, false, work);
    }

    /** Whether this thread's work on that kind of device computes in bfloat16 now. */
    public static boolean isRounding(DeviceType device) {
        return torch.is_autocast_enabled(device);
    }

    private static <T> T switched(DeviceType device, boolean isOn, Supplier<T> work) {
        boolean before = isRounding(device);
        if (before == isOn) {
            return work.get();
        }
        torch.set_autocast_enabled(device, isOn);
        try {
            return work.get();
        } finally {
            torch.set_autocast_enabled(device, before);
        }
    }
}
