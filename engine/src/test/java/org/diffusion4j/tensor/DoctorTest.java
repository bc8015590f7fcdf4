// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class DoctorTest {
    @Test
    void theTableTellsMachineLibrariesAndPeak() {
        Doctor doctor = Doctor.examine(Duration.ofMillis(20));
        assertThat(doctor.table())
                .contains("processor  ", "instructions  ", "OpenBLAS 1", "device 'auto'", "GFLOP/s", "pytorch 2.")
                .contains(Long.toString(Engine.cores()));
        assertThat(doctor.peak().convolution()).isPositive();
        assertThat(doctor.peak().product()).isPositive();
        assertThat(doctor.peak().productAsConvolution()).isPositive();
        assertThat(doctor.peak().threads()).isBetween(1, Engine.cores());
    }

    @Test
    void aHealthyMachineHasNoWarnings() {
        assertThat(Doctor.warnings(new Memory(8L << 30, Memory.UNKNOWN, 4L << 30), 1, true, false))
                .isEmpty();
        PeakLoop peak = new PeakLoop(3, 2, 1, OptionalDouble.empty(), OptionalDouble.empty(), 1);
        assertThat(new Doctor(List.of(new Doctor.Fact("a", "1"), new Doctor.Fact("long", "2")), peak, List.of())
                        .table())
                .isEqualTo("a     1\nlong  2\n\nNothing is wrong.");
    }

    @Test
    void everythingThatIsWrongIsASentence() {
        List<String> warnings = Doctor.warnings(new Memory(8L << 30, 1L << 30, 500_000_000), 2, false, true);
        assertThat(warnings)
                .containsExactly(
                        "Only 0.50 GB of memory are available, and training pictures takes 2 GB or more. End other programs or use a smaller batch.",
                        "OpenBLAS runs on 2 threads, which makes small networks up to ten times slower; 1 is right. Remove what sets it in this process.",
                        "This build of libtorch has no oneDNN, so convolutions are several times slower. Use the build from Maven Central for this platform.",
                        "There is an NVIDIA card, but the native library in use cannot reach it. Build with 'mvn -Pgpu' and check that the driver and the CUDA runtime are installed.");
        PeakLoop peak = new PeakLoop(1, 1, 1, OptionalDouble.empty(), OptionalDouble.empty(), 1);
        assertThat(new Doctor(List.of(), peak, List.of("Only this.")).table()).isEqualTo("\nWarning: Only this.");
    }

    @Test
    void thePeakLoopNeedsTime() {
        assertThatThrownBy(() -> PeakLoop.measure(Duration.ZERO))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the peak loop needs a time above 0 but was given PT0S. Half a second is usual.");
    }

    @Test
    void theLevelOfTheProcessorNamesWhatLibtorchUsesAndWhatMoreThereIs() {
        Processor amx = Processor.parse(List.of(
                "processor\t: 0", "model name\t: Some CPU @ 2 GHz", "flags\t\t: fpu avx2 avx512_bf16 amx_bf16"));
        assertThat(amx.model()).isEqualTo("Some CPU @ 2 GHz");
        assertThat(amx.level("AVX512")).isEqualTo("avx512 (the processor has avx512_bf16, amx_bf16 too)");
        Processor plain = Processor.parse(List.of("model name : Old", "flags : fpu avx2"));
        assertThat(plain.level("AVX2")).isEqualTo("avx2");
        assertThat(List.of(amx.hasBfloat16(), plain.hasBfloat16())).containsExactly(true, false);
        assertThat(Processor.parse(List.of()).model()).isEqualTo(System.getProperty("os.arch"));
    }
}
