// SPDX-License-Identifier: Apache-2.0
/** Training of MAT: one iteration of both networks, what it changes and saves, and the loop around it. */
@NullMarked
package org.diffusion4j.train.mat;

import org.jspecify.annotations.NullMarked;
