// SPDX-License-Identifier: Apache-2.0
/** Pictures changed by models: holes filled, pictures drawn anew from their noise, inverted and blended. */
@NullMarked
package org.diffusion4j.edit;

import org.jspecify.annotations.NullMarked;
