// SPDX-License-Identifier: Apache-2.0
/** What is learned from: data sources, and batches whose order is a function of seed and epoch. */
@NullMarked
package org.diffusion4j.data;

import org.jspecify.annotations.NullMarked;
