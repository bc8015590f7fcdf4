// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diffusion4j.error.FormatException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SchedulerConfigTest {
    private static SchedulerConfig file(String className, String json) {
        return new SchedulerConfig(className, new JsonMapper().readTree(json));
    }

    private static void refused(String message, Runnable reading) {
        assertThatThrownBy(reading::run).isInstanceOf(FormatException.class).hasMessage(message);
    }

    @Test
    void missingAndNullValuesAreDefaults() {
        SchedulerConfig file = file("DDIMScheduler", "{\"a\": null}");
        assertThat(file.whole("a", 3)).isEqualTo(3);
        assertThat(file.number("b", 0.5)).isEqualTo(0.5);
        assertThat(file.text("c", "linear")).isEqualTo("linear");
        assertThat(file.flag("d", true)).isTrue();
        assertThat(file.numbers("e")).isEmpty();
    }

    @Test
    void presentValuesAreReadInfinitiesToo() {
        SchedulerConfig file = SchedulerConfig.of(new JsonMapper()
                .readTree("{\"_class_name\": \"X\", \"w\": 7, \"n\": 1e-3, \"t\": \"v\", \"f\": true, \"l\": [1, 0.5],"
                        + " \"low\": \"-inf\", \"high\": \"Infinity\"}"));
        assertThat(file.className()).isEqualTo("X");
        assertThat(file.whole("w", 0)).isEqualTo(7);
        assertThat(file.number("n", 0)).isEqualTo(1e-3);
        assertThat(file.text("t", "")).isEqualTo("v");
        assertThat(file.flag("f", false)).isTrue();
        assertThat(file.numbers("l")).containsExactly(1.0, 0.5);
        assertThat(file.number("low", 0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(file.number("high", 0)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void wrongValuesAreAnsweredWithASentence() {
        refused(
                "'a' in the configuration of DDIMScheduler is \"x\". It must be a whole number; correct the file.",
                () -> file("DDIMScheduler", "{\"a\": \"x\"}").whole("a", 1));
        refused(
                "'a' in the configuration of X is NaN. It must be a number; correct the file.",
                () -> new SchedulerConfig("X", DiffusersJson.parse("x", "{\"a\": NaN}")).number("a", 1));
        refused(
                "'a' in some/file.json is 0. It must be a finite number above 0; correct the file.",
                () -> new SchedulerConfig("some/file.json", "X", DiffusersJson.parse("x", "{\"a\": 0}"))
                        .positive("a", 1));
        refused(
                "'a' in the configuration of X is \"x\". It must be a number; correct the file.",
                () -> file("X", "{\"a\": \"x\"}").number("a", 1));
        refused(
                "'a' in the configuration of X is 1. It must be a text; correct the file.",
                () -> file("X", "{\"a\": 1}").text("a", ""));
        refused(
                "'a' in the configuration of X is 1. It must be true or false; correct the file.",
                () -> file("X", "{\"a\": 1}").flag("a", true));
        refused(
                "'a' in the configuration of X is 1. It must be a list of numbers; correct the file.",
                () -> file("X", "{\"a\": 1}").numbers("a"));
        refused(
                "the configuration of X is not a JSON object. It must hold keys and values; check the file.",
                () -> file("X", "[]"));
        refused(
                "the configuration of a scheduler has no text under '_class_name'. It must name the scheduler's class, for"
                        + " example DDIMScheduler; add the key.",
                () -> SchedulerConfig.of(new JsonMapper().readTree("{}")));
    }
}
