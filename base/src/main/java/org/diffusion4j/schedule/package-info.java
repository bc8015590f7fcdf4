// SPDX-License-Identifier: Apache-2.0
/** Noise schedules, posterior coefficients, time and sigma grids: everything about diffusion time, as plain numbers. */
@NullMarked
package org.diffusion4j.schedule;

import org.jspecify.annotations.NullMarked;
