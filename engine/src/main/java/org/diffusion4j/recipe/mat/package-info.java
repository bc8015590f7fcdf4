// SPDX-License-Identifier: Apache-2.0
/** What decides a training of MAT. */
@NullMarked
package org.diffusion4j.recipe.mat;

import org.jspecify.annotations.NullMarked;
