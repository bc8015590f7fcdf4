// SPDX-License-Identifier: Apache-2.0
/** The report of a trained image system: its pictures in order, and its claims checked with figures. */
@NullMarked
package org.diffusion4j.report;

import org.jspecify.annotations.NullMarked;
