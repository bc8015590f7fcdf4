// SPDX-License-Identifier: Apache-2.0
/** What the project measures about its own speed; run with {@code ./d4j bench}. */
@NullMarked
package org.diffusion4j.benchmarks;

import org.jspecify.annotations.NullMarked;
