// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static final List<String> KEYS = List.of("steps", "learningRate", "batch", "momentum", "ema");

    @Test
    void aSlipOfTheFingerFindsItsName() {
        assertThat(Names.nearest("momentun", KEYS)).hasValue("momentum");
        assertThat(Names.nearest("setps", KEYS)).hasValue("steps");
        assertThat(Names.nearest("step", KEYS)).hasValue("steps");
        assertThat(Names.nearest("bacth", KEYS)).hasValue("batch");
    }

    @Test
    void caseHyphensAndUnderscoresDoNotCount() {
        assertThat(Names.nearest("learning_rate", KEYS)).hasValue("learningRate");
        assertThat(Names.nearest("LEARNING-RATE", KEYS)).hasValue("learningRate");
    }

    @Test
    void aBeginningIsNearItsName() {
        assertThat(Names.nearest("learn", KEYS)).hasValue("learningRate");
        assertThat(Names.nearest("le", KEYS)).isEmpty();
    }

    @Test
    void whatIsFarFromEverythingHasNoNearestName() {
        assertThat(Names.nearest("colour", KEYS)).isEmpty();
        assertThat(Names.nearest("x", List.of("y"))).isEmpty();
        assertThat(Names.nearest("", KEYS)).isEmpty();
        assertThat(Names.nearest("s".repeat(5000), KEYS)).isEmpty();
    }

    @Test
    void theNearerOfTwoWinsAndTheFirstOfEquals() {
        assertThat(Names.nearest("dpim", List.of("ddpm", "ddim"))).hasValue("ddim");
        assertThat(Names.nearest("ddxm", List.of("ddpm", "ddim"))).hasValue("ddpm");
        assertThat(Names.nearest("ddim", List.of("ddpm", "ddim"))).hasValue("ddim");
    }

    @Test
    void adviceIsOneSentence() {
        assertThat(Names.advice("stepz", KEYS)).isEqualTo("Did you mean 'steps'?");
        assertThat(Names.advice("colour", KEYS)).isEqualTo("Allowed here: steps, learningRate, batch, momentum, ema.");
        assertThat(Names.advice("colour", List.of())).isEqualTo("Nothing is allowed here.");
    }
}
