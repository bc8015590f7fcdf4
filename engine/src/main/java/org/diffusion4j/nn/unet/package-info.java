// SPDX-License-Identifier: Apache-2.0
/**
 * The blocks of diffusers' {@code UNet2DModel}, under its parameter names: residual blocks, attention over pixels, the ways
 * of halving and doubling, and the stages that are made of them.
 */
@NullMarked
package org.diffusion4j.nn.unet;

import org.jspecify.annotations.NullMarked;
