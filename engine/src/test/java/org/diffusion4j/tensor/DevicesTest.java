// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class DevicesTest {
    @Test
    void autoIsTheFirstGpuIfThereIsOneElseTheCpu() {
        assertThat(Devices.resolve("auto", 2, false)).isEqualTo("cuda:0");
        assertThat(Devices.resolve("auto", 0, true)).isEqualTo("mps:0");
        assertThat(Devices.resolve("auto", 0, false)).isEqualTo("cpu");
    }

    @Test
    void aGpuIsNamedWithItsNumber() {
        assertThat(Devices.resolve("cuda", 1, false)).isEqualTo("cuda:0");
        assertThat(Devices.resolve("cuda:1", 2, false)).isEqualTo("cuda:1");
        assertThat(Devices.resolve("mps", 0, true)).isEqualTo("mps:0");
        assertThat(Devices.resolve("cpu", 2, true)).isEqualTo("cpu");
    }

    @Test
    void anUnknownNameGetsAdviceAndTheDevicesFound() {
        assertThatThrownBy(() -> Devices.resolve("cudo", 1, false))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the device 'cudo' is not known. Did you mean 'cuda'? This machine has: cuda:0, cpu.");
        assertThatThrownBy(() -> Devices.resolve("toaster", 0, false))
                .hasMessage(
                        "the device 'toaster' is not known. Allowed here: auto, cpu, cuda, cuda:0, mps. This machine has: cpu.");
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> Devices.resolve("cuda:2", 2, false))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the device 'cuda:2' is not there. This machine and this build of the native library have: cuda:0, cuda:1, cpu. Choose one of them, or 'auto'; 'd4j doctor' says more.");
        assertThatThrownBy(() -> Devices.resolve("mps", 0, false)).hasMessageContaining("have: cpu.");
        assertThatThrownBy(() -> Devices.resolve("cuda", 0, false)).hasMessageContaining("have: cpu.");
    }

    @Test
    void aDeviceOutlivesTheScopeThatAskedForIt() {
        Device device;
        try (PointerScope scope = new PointerScope()) {
            device = Devices.of("cpu");
        }
        assertThat(device.is_cpu()).isTrue();
        assertThat(Devices.of("cpu")).isSameAs(device);
        assertThat(Devices.describe(device)).startsWith("cpu, ").endsWith(Engine.cores() == 1 ? "core" : "cores");
        assertThat(Devices.found()).endsWith("cpu");
    }
}
