// SPDX-License-Identifier: Apache-2.0
/**
 * The blocks of MAT (Li et al. 2022, "MAT: Mask-Aware Transformer for Large Hole Image Inpainting"): convolutions with
 * style and resampling as in StyleGAN2 (Karras et al. 2020), partial convolution, and window attention that knows which
 * tokens are valid.
 *
 * <p>Features are (B, C, H, W) in channels-last order, so that tokens (B, H·W, C) are another view of the same memory. A
 * mask says which pixels are <em>known</em>: 1 known, 0 hole. Weights are stored with unit variance and scaled when used.
 */
@NullMarked
package org.diffusion4j.nn.mat;

import org.jspecify.annotations.NullMarked;
