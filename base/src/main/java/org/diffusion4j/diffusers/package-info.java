// SPDX-License-Identifier: Apache-2.0
/** Reading what the diffusers library writes: scheduler files, as far as they describe schedules and grids. */
@NullMarked
package org.diffusion4j.diffusers;

import org.jspecify.annotations.NullMarked;
