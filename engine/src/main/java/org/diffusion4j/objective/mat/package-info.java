// SPDX-License-Identifier: Apache-2.0
/** What MAT learns: the two networks against each other, and optional distances to the real image. */
@NullMarked
package org.diffusion4j.objective.mat;

import org.jspecify.annotations.NullMarked;
