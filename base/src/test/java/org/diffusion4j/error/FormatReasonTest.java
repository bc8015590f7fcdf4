// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is passed on of a parser's own words. */
class FormatReasonTest {
    @Test
    void aParsersRemarksAboutItselfAreLeftOut() {
        assertThat(
                        FormatException.reason(
                                "Unexpected end-of-input: expected close marker for Object (start marker at [Source: REDACTED (`A.B` disabled); byte offset: #UNKNOWN])"))
                .isEqualTo("Unexpected end-of-input: expected close marker for Object");
        assertThat(FormatException.reason(
                        "Document nesting depth (65) exceeds the maximum allowed (64, from `A.getMaxNestingDepth()`)"))
                .isEqualTo("Document nesting depth (65) exceeds the maximum allowed");
    }

    @Test
    void theFirstLineOfOrdinaryWordsStays() {
        assertThat(FormatException.reason("Unexpected character ('x' (code 120))\n at line 3"))
                .isEqualTo("Unexpected character ('x' (code 120))");
        assertThat(FormatException.reason(null)).isEmpty();
    }
}
