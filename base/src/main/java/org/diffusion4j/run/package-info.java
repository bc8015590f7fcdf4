// SPDX-License-Identifier: Apache-2.0
/**
 * Everything that a run leaves on disk: its folder, lock, provenance, events, and states that survive a crash at any
 * moment.
 */
@NullMarked
package org.diffusion4j.run;

import org.jspecify.annotations.NullMarked;
