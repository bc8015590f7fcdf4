// SPDX-License-Identifier: Apache-2.0
/** How good samples are, as numbers. */
@NullMarked
package org.diffusion4j.evaluate;

import org.jspecify.annotations.NullMarked;
