// SPDX-License-Identifier: Apache-2.0
/** Reading and writing what the diffusers library writes: its JSON, and its scheduler files with their schedules and grids. */
@NullMarked
package org.diffusion4j.diffusers;

import org.jspecify.annotations.NullMarked;
