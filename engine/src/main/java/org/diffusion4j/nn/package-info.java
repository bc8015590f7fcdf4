// SPDX-License-Identifier: Apache-2.0
/** Parameters under their checkpoint names, and the layers that take them from there. */
@NullMarked
package org.diffusion4j.nn;

import org.jspecify.annotations.NullMarked;
