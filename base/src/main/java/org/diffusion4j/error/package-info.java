// SPDX-License-Identifier: Apache-2.0
/** The one family of exceptions: each says what was given, what is allowed and what to do now. */
@NullMarked
package org.diffusion4j.error;

import org.jspecify.annotations.NullMarked;
