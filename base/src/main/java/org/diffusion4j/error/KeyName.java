// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

/**
 * The name of a key as it stands in a sentence, or of a value that has a name, as a sampler has. A file of another spelling
 * calls the same otherwise; see {@link ConfigException#spelled}.
 *
 * @param name as recipes spell it
 */
public record KeyName(String name) {
    @Override
    public String toString() {
        return name;
    }
}
