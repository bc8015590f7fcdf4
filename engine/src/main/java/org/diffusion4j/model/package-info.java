// SPDX-License-Identifier: Apache-2.0
/** The front door: open a model and sample it, train one into a run folder, continue a run. */
@NullMarked
package org.diffusion4j.model;

import org.jspecify.annotations.NullMarked;
