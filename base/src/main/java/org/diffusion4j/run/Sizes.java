// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.util.Locale;

/** Amounts of bytes as people read them. */
public final class Sizes {
    private Sizes() {}

    /** For example {@code 412.3 MB}, in powers of 1000. */
    public static String shown(long bytes) {
        if (bytes < 1000) {
            return bytes + " bytes";
        }
        double amount = bytes;
        int unit = -1;
        do {
            amount /= 1000;
            unit++;
        } while (amount >= 999.95 && unit < 3);
        return String.format(Locale.ROOT, "%.1f %sB", amount, "kMGT".charAt(unit));
    }
}
