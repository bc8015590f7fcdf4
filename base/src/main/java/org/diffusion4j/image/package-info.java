// SPDX-License-Identifier: Apache-2.0
/** Pictures as plain numbers: read from files within stated bounds, cut, resized and freed of their opacity. */
@NullMarked
package org.diffusion4j.image;

import org.jspecify.annotations.NullMarked;
