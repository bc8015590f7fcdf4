// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.List;
import java.util.Optional;
import org.diffusion4j.network.Compute;

/** The ways to fill holes. A new one is a class beside this and one line below, nothing else. */
final class Fillers {
    /** Opens a model that it knows how to fill holes with. */
    @FunctionalInterface
    interface Way {
        /** Empty for a model of another kind; a model of its kind that cannot be used is refused with a sentence. */
        Optional<HoleFiller> open(String nameOrPath, String device, Compute compute);
    }

    /** Asked in this order; the last takes every model that it is given. */
    private static final List<Way> WAYS =
            List.of(MatFiller::open, (name, device, compute) -> Optional.of(RePaintFiller.open(name, device, compute)));

    private Fillers() {}

    static HoleFiller open(String nameOrPath, String device, Compute compute) {
        return WAYS.stream()
                .flatMap(way -> way.open(nameOrPath, device, compute).stream())
                .findFirst()
                .orElseThrow();
    }
}
