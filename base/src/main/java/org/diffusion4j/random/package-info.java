// SPDX-License-Identifier: Apache-2.0
/**
 * Random numbers that are a function of names instead of a history: a counter-based generator, and streams whose value
 * number i depends on (seed, stream, i) only, with the same bits on every machine.
 */
@NullMarked
package org.diffusion4j.random;

import org.jspecify.annotations.NullMarked;
