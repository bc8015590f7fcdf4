// SPDX-License-Identifier: Apache-2.0
/** The command {@code d4j}: one class per command; exceptions become sentences and exit codes here and nowhere else. */
@NullMarked
package org.diffusion4j.cli;

import org.jspecify.annotations.NullMarked;
