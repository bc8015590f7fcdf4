// SPDX-License-Identifier: Apache-2.0
/** Solvers that follow a list of noise levels σ: Euler's and Heun's, and the multistep methods in ln σ. */
@NullMarked
package org.diffusion4j.sampler.sigma;

import org.jspecify.annotations.NullMarked;
