// SPDX-License-Identifier: Apache-2.0
/** The record of a whole run: what is learned from, what is learned, how, and how it is sampled. */
@NullMarked
package org.diffusion4j.recipe;

import org.jspecify.annotations.NullMarked;
