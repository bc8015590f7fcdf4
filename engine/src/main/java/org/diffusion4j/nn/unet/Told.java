// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Dropout;

/**
 * What every block is told in one evaluation.
 *
 * @param embedding of time and class, activated, (B | 1, embedding)
 * @param dropout which features blocks leave out
 */
public record Told(Tensor embedding, Dropout dropout) {}
