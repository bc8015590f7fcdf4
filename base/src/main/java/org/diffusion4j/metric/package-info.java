// SPDX-License-Identifier: Apache-2.0
/** How far two sets of feature vectors are apart: distances of distributions, manifolds, nearest neighbours. */
@NullMarked
package org.diffusion4j.metric;

import org.jspecify.annotations.NullMarked;
