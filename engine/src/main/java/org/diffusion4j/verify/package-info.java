// SPDX-License-Identifier: Apache-2.0
/** Stored numbers of reference implementations, checked on this machine: a user's proof that it computes right. */
@NullMarked
package org.diffusion4j.verify;

import org.jspecify.annotations.NullMarked;
