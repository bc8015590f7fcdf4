// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

/**
 * One line of the register: what {@code d4j --help} says about a command without loading it.
 *
 * @param name the word typed after {@code d4j}
 * @param summary one sentence for the list of commands
 * @param type the command's class, loaded and made only when its name was typed
 */
record CommandEntry(String name, String summary, Class<?> type) {}
