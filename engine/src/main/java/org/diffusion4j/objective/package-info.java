// SPDX-License-Identifier: Apache-2.0
/** What is learned: from a clean batch and the draws of a step to a loss. */
@NullMarked
package org.diffusion4j.objective;

import org.jspecify.annotations.NullMarked;
