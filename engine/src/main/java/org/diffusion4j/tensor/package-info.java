// SPDX-License-Identifier: Apache-2.0
/** The few helpers over libtorch: creation, arithmetic by double, shape checks, device and thread policy. */
@NullMarked
package org.diffusion4j.tensor;

import org.jspecify.annotations.NullMarked;
