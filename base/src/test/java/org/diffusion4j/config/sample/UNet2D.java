// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config.sample;

import java.util.List;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;

/** A member that chooses its name. */
@Kind("unet-2d")
public record UNet2D(
        @Key(about = "channels of each level", standard = "[32, 64]")
        List<Integer> channels) implements NetworkChoice {}
