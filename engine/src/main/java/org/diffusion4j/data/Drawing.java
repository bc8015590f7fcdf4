// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

/** How the items of a batch are chosen. */
public enum Drawing {
    /** Every item once in an epoch, in an order that is new in each. */
    SHUFFLED,
    /** Each row at random from all items, whatever was drawn before; a batch may be larger than the data. */
    WITH_REPLACEMENT
}
