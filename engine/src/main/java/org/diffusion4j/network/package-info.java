// SPDX-License-Identifier: Apache-2.0
/** Whole networks, each with its configuration. */
@NullMarked
package org.diffusion4j.network;

import org.jspecify.annotations.NullMarked;
