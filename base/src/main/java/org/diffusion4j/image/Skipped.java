// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

/**
 * Something that was not taken into a set of pictures.
 *
 * @param name of the file, folder or entry
 * @param reason in a few words
 */
public record Skipped(String name, String reason) {
    /** {@code name: reason}. */
    @Override
    public String toString() {
        return name + ": " + reason;
    }
}
