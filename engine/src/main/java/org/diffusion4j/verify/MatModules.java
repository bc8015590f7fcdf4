// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;

/** Kinds {@code mat/<name>}: cases of MAT's modules, each checked by the module that it names. */
final class MatModules implements FixtureKind {
    /** The register of modules, by the names that fixtures give them. */
    private static final Map<String, MatCase.Check> MODULES = Stream.of(
                    MatOps.CHECKS,
                    MatLayers.CHECKS,
                    MatTransformer.CHECKS,
                    MatStages.CHECKS,
                    MatNetworks.CHECKS,
                    MatLosses.CHECKS,
                    MatTraining.CHECKS,
                    MatMetrics.CHECKS)
            .flatMap(checks -> checks.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        fixture.at("cases").elements().forEach(node -> {
            String module = node.at("module").text();
            MatCase.Check check = MODULES.get(module);
            if (check == null) {
                throw new FixtureException("the module '%s' is not known to this version".formatted(module));
            }
            try (PointerScope scope = new PointerScope()) {
                check.verify(new MatCase(node, device, tally));
            }
        });
    }
}
