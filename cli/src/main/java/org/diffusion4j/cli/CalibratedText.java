// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.Locale;
import org.diffusion4j.run.CalibrationStore.Choice;

/** What a calibration chose, in a line. */
final class CalibratedText {
    private CalibratedText() {}

    static String of(Choice choice) {
        String values = choice.values().isEmpty() ? "as the recipe is" : String.join(" ", choice.values());
        return String.format(
                Locale.ROOT,
                "%s: %s (%.1f items/s, %.1f as the recipe is; measured %s)",
                choice.system(),
                values,
                choice.itemsPerSecond(),
                choice.standard(),
                choice.measuredAt());
    }
}
