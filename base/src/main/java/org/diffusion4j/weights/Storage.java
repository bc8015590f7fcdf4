// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.util.Optional;
import org.diffusion4j.format.DType;

/**
 * Memory that tensors of a PyTorch file share.
 *
 * @param key its name in the file
 * @param dtype type of its elements; newer element types come without, and the tensors say it
 * @param byteCount bytes of its content
 */
record Storage(String key, Optional<DType> dtype, long byteCount) {}
