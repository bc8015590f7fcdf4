// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

/**
 * The widths around a stage.
 *
 * @param in channels of the features that come in
 * @param out channels of the features that go out
 * @param skip channels of the last that waits for this stage, the others having {@code out}; used on the way up
 * @param isLast whether no change of size follows
 */
public record Level(int in, int out, int skip, boolean isLast) {
    /** Channels of the features before residual block {@code i} of the way up, without those that waited. */
    int before(int i) {
        return i == 0 ? in : out;
    }

    /** Channels of what joins them, in a stage of {@code blocks} blocks. */
    int joining(int i, int blocks) {
        return i == blocks - 1 ? skip : out;
    }
}
