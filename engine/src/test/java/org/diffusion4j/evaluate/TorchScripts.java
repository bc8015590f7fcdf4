// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.diffusion4j.tensor.Engine;

/** Writes TorchScript files. */
final class TorchScripts {
    private TorchScripts() {}

    /** A module without weights that is this program. */
    static Path saved(Path file, String program) {
        Engine.start();
        try (PointerScope scope = new PointerScope()) {
            Files.createDirectories(file.getParent());
            JitModule module = new JitModule(new QualifiedName("Features"));
            module.define(program);
            module.save(file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
