// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config.sample;

import org.diffusion4j.config.Kinds;

/** An open family: its members are listed. */
@Kinds({PointMlp.class, UNet2D.class})
public interface NetworkChoice {}
