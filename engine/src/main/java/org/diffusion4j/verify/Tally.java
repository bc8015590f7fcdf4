// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Counts the checks of one fixture, and remembers the worst deviation and the first failure. */
public final class Tally {
    private long passed;
    private long failed;
    private long broken;
    private long leftOut;
    private double worstShare;
    private @Nullable String firstFailure;

    /**
     * A number passes when |got − want| ≤ atol + rtol·|want|. NaN on either side fails, and an infinity agrees with the
     * same infinity only.
     */
    public void number(String check, long index, double got, double want, double atol, double rtol) {
        double tolerance = atol + rtol * Math.abs(want);
        double deviation = got == want ? 0 : Math.abs(got - want);
        // false for NaN; an infinite tolerance allows nothing, so that no fixture can pass by being absurd
        boolean passes = deviation == 0 || (deviation <= tolerance && tolerance < Double.POSITIVE_INFINITY);
        double share = deviation == 0 ? 0 : deviation / tolerance;
        worstShare = Math.max(worstShare, Double.isNaN(share) ? Double.POSITIVE_INFINITY : share);
        count(passes, check, index, text(got), text(want));
    }

    /** Numbers in order, one check each; a wrong count is a failure of its own. */
    public void numbers(String check, double[] got, double[] want, double atol, double rtol) {
        if (got.length != want.length) {
            fact(check + " (count)", got.length, want.length);
            return;
        }
        for (int i = 0; i < want.length; i++) {
            number(check, i, got[i], want[i], atol, rtol);
        }
    }

    /** Two things that must be equal. */
    public void fact(String check, Object got, Object want) {
        fact(check, 0, got, want);
    }

    /** Two elements that must be equal. */
    void fact(String check, long index, Object got, Object want) {
        count(got.equals(want), check, index, got.toString(), want.toString());
    }

    /** A check that could not be made. */
    void broken(String check, String why) {
        broken++;
        count(false, check, 0, why, "a fixture that can be checked");
    }

    /** Runs that cannot be compared. */
    void leaveOut() {
        leftOut++;
    }

    private void count(boolean passes, String check, long index, String got, String want) {
        if (passes) {
            passed++;
        } else {
            failed++;
            if (firstFailure == null) {
                firstFailure = "%s[%d]: got %s, want %s".formatted(check, index, got, want);
            }
        }
    }

    /** Nine digits tell all float32 values apart. */
    private static String text(double value) {
        return String.format(Locale.ROOT, "%.9g", value);
    }

    /** Checks passed. */
    public long passed() {
        return passed;
    }

    /** Checks failed. */
    public long failed() {
        return failed;
    }

    /** Runs that were not compared. */
    public long leftOut() {
        return leftOut;
    }

    /** The largest deviation as a share of its tolerance, up to 1 of which passes; empty where nothing was compared. */
    public OptionalDouble worstShare() {
        return passed + failed > broken ? OptionalDouble.of(worstShare) : OptionalDouble.empty();
    }

    /** The first failure: check, index, got, want; null if there is none. */
    public @Nullable String firstFailure() {
        return firstFailure;
    }
}
