// SPDX-License-Identifier: Apache-2.0
/** The picture sets CIFAR-10 and CIFAR-100 as their makers distribute them. */
@NullMarked
package org.diffusion4j.cifar;

import org.jspecify.annotations.NullMarked;
