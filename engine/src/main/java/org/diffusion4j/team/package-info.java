// SPDX-License-Identifier: Apache-2.0
/** Several processes that train one network: how they meet, and how they sum their gradients. */
@NullMarked
package org.diffusion4j.team;

import org.jspecify.annotations.NullMarked;
