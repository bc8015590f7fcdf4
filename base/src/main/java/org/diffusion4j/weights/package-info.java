// SPDX-License-Identifier: Apache-2.0
/**
 * Weights in files of any kind: one way to open safetensors, shards and PyTorch's own files, to convert between them and to
 * say what they hold. {@link org.diffusion4j.weights.TensorFiles} is the door.
 */
@NullMarked
package org.diffusion4j.weights;

import org.jspecify.annotations.NullMarked;
