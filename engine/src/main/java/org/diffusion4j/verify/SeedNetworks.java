// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Device;

/** Kind {@code seeds/network}: forward, sampler and training steps of the seed systems, by {@code system}. */
final class SeedNetworks implements FixtureKind {
    private static final Map<String, FixtureKind> SYSTEMS = Map.of(
            "seed0",
            new SpiralFixture(),
            "seed1",
            new BlendFixture(),
            "seed2",
            new SpriteFixture(),
            "seed4",
            new ClassesFixture());

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        String system = fixture.at("system").text();
        FixtureKind kind = SYSTEMS.get(system);
        if (kind == null) {
            throw new FixtureException("the system '%s' is not known to this version; known are %s"
                    .formatted(
                            system,
                            String.join(", ", SYSTEMS.keySet().stream().sorted().toList())));
        }
        kind.verify(fixture, file, device, tally);
    }
}
