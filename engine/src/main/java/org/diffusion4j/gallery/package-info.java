// SPDX-License-Identifier: Apache-2.0
/** Pictures of this project's own systems, drawn from plain arrays: what a newcomer sees of a run. */
@NullMarked
package org.diffusion4j.gallery;

import org.jspecify.annotations.NullMarked;
