// SPDX-License-Identifier: Apache-2.0
/** Small programs to read and to copy from: one idea a file. */
@NullMarked
package org.diffusion4j.examples;

import org.jspecify.annotations.NullMarked;
