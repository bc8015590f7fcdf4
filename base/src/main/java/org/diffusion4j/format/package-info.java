// SPDX-License-Identifier: Apache-2.0
/** File formats of tensors: strict readers with limits, exact writers. Nothing here needs a tensor library. */
@NullMarked
package org.diffusion4j.format;

import org.jspecify.annotations.NullMarked;
