// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiffusersJsonTest {
    @TempDir
    private Path folder;

    @Test
    void aFileIsWrittenAsPythonWritesIt() {
        String text =
                "{\"b\": [1, 2.5, \"\\u00e4\\n\"], \"a\": {\"y\": {}, \"x\": []}, \"c\": -Infinity, \"d\": null, \"e\": true}";
        assertThat(DiffusersJson.text(DiffusersJson.parse("test", text))).isEqualTo("""
                        {
                          "a": {
                            "x": [],
                            "y": {}
                          },
                          "b": [
                            1,
                            2.5,
                            "\\u00e4\\n"
                          ],
                          "c": -Infinity,
                          "d": null,
                          "e": true
                        }
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "1e-5, 1e-05",
        "1.5e-7, 1.5e-07",
        "0.0001, 0.0001",
        "0.1, 0.1",
        "1, 1.0",
        "-2, -2.0",
        "100, 100.0",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "-1.25e300, -1.25e+300",
        "1.4142135623730951, 1.4142135623730951",
        "2e-3, 0.002",
        "4.9e-324, 5e-324",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "-0.0, -0.0",
        "NaN, NaN",
        "Infinity, Infinity"
    })
    void numbersHaveThePythonForm(double value, String text) {
        assertThat(DiffusersJson.number(value)).isEqualTo(text);
    }

    @Test
    void everyNumberReadsBackAsItself() {
        RandomStream stream = RandomStream.of(1, "numbers");
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(stream.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(DiffusersJson.number(value))).isEqualTo(value);
            }
        }
    }

    @Test
    void whatIsNoObjectIsRefused() throws IOException {
        Path file = folder.resolve("config.json");
        Files.writeString(file, "[1]");
        assertThatThrownBy(() -> DiffusersJson.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessage(file + " is not a JSON object. It must hold keys and values; check the file.");
        Files.writeString(file, "{\"a\": 1, \"a\": 2}");
        assertThatThrownBy(() -> DiffusersJson.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + " is not valid JSON (")
                .hasMessageEndingWith("). Correct it, or download it again.");
        assertThatThrownBy(() -> DiffusersJson.parse("text", "{\"a\": 1} x")).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> DiffusersJson.read(folder.resolve("none.json")))
                .isInstanceOf(StorageException.class)
                .hasMessageEndingWith("Check the path and the disk it lies on.");
    }
}
