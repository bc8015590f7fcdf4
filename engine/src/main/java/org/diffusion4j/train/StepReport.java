// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

/**
 * What one step did.
 *
 * @param step updates done so far, this one included
 * @param loss mean over the batch, before the update
 * @param gradientNorm global L2 norm before clipping
 * @param rate learning rate used
 * @param nanos wall time of the step
 */
public record StepReport(long step, double loss, double gradientNorm, double rate, long nanos) {}
