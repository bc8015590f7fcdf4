// SPDX-License-Identifier: Apache-2.0
/** Solvers made from the scheduler configurations of the diffusers library. */
@NullMarked
package org.diffusion4j.sampler.diffusers;

import org.jspecify.annotations.NullMarked;
