// SPDX-License-Identifier: Apache-2.0
/** Solvers from noise to data as small immutable values, and the one loop that runs them. */
@NullMarked
package org.diffusion4j.sampler;

import org.jspecify.annotations.NullMarked;
