// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class ConfigExceptionTest {
    @Test
    void theKeysOfASentenceCanBeSpelledAsAFileDoesAndNothingElse() {
        ConfigException e = ConfigException.naming(
                "%s must be at least %d but was '%s'. Set %s.", new KeyName("a.b"), 1, "a.b", new KeyName("c"));
        assertThat(e).hasMessage("a.b must be at least 1 but was 'a.b'. Set c.");
        assertThat(e.spelled(key -> key.toUpperCase(Locale.ROOT)))
                .isEqualTo("A.B must be at least 1 but was 'a.b'. Set C.");
    }

    @Test
    void aSentenceThatNamesNoKeyStaysAsItIs() {
        ConfigException e = new ConfigException("all of it, 100 %, is too much.");
        assertThat(e).hasMessage("all of it, 100 %, is too much.");
        assertThat(e.spelled(key -> "x")).isEqualTo("all of it, 100 %, is too much.");
    }
}
