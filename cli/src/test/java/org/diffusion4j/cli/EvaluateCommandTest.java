// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class EvaluateCommandTest {
    @Test
    void longWorkIsOnlyBegunWhenAskedFor() {
        Duration hours = Duration.ofMinutes(150);

        assertThatThrownBy(() -> EvaluateCommand.requireAgreed(hours, 900, false))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "drawing 900 samples will take about 150 min here, and more than 20 min is only begun when asked for. Add --yes, or draw with fewer --steps or a smaller --count.");
        assertThatCode(() -> EvaluateCommand.requireAgreed(hours, 900, true)).doesNotThrowAnyException();
        assertThatCode(() -> EvaluateCommand.requireAgreed(Duration.ofSeconds(90), 900, false))
                .doesNotThrowAnyException();
    }

    @Test
    void aModelOfPointsIsRefused() {
        Captured captured = new Captured();

        int code = new Main(captured.terminal()).run("evaluate", "--model", "spiral");

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .isEqualTo(
                        "d4j: an evaluation compares samples with held-out emoji, and this model was trained on spiral data. Evaluate a model whose recipe has data of kind emoji, split train.%n"
                                .formatted());
    }

    @Test
    void guidanceIsRescaledAndBounded() {
        Captured captured = new Captured();

        int code = new Main(captured.terminal())
                .run("evaluate", "--model", "classes", "--guidance", "2", "--guidance-interval", "0.8:0.1");

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("guidance was given the interval 0.8 to 0.1");
    }
}
