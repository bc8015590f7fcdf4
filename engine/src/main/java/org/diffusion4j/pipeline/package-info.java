// SPDX-License-Identifier: Apache-2.0
/** Directories of the diffusers library: what is in them as a recipe and weights, and such directories written. */
@NullMarked
package org.diffusion4j.pipeline;

import org.jspecify.annotations.NullMarked;
