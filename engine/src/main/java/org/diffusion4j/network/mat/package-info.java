// SPDX-License-Identifier: Apache-2.0
/** The networks of MAT: a generator of two stages, and a discriminator with a branch for each. */
@NullMarked
package org.diffusion4j.network.mat;

import org.jspecify.annotations.NullMarked;
