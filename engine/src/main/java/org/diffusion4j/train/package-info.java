// SPDX-License-Identifier: Apache-2.0
/** The training loop, what it updates, and what it saves. */
@NullMarked
package org.diffusion4j.train;

import org.jspecify.annotations.NullMarked;
