// SPDX-License-Identifier: Apache-2.0
/** How good samples are, as numbers: distances to held-out pictures, agreement with what was asked, memorisation. */
@NullMarked
package org.diffusion4j.evaluate;

import org.jspecify.annotations.NullMarked;
