// SPDX-License-Identifier: Apache-2.0
/**
 * Python's pickles, read as data: numbers, texts, lists and dicts, and what the caller allows by name. Nothing in a
 * pickle is ever executed.
 */
@NullMarked
package org.diffusion4j.pickle;

import org.jspecify.annotations.NullMarked;
