// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.Map;
import org.diffusion4j.gallery.MaskSheet;
import org.diffusion4j.plot.Png;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code d4j mask preview}: random holes by how much of the picture they cover. */
@CommandLine.Command(
        name = "preview",
        description = "Draws random holes, white where a picture is filled, a row for each range of their share.")
final class MaskPreviewCommand extends Command {
    @Mixin
    private HoleKind kind = new HoleKind();

    @Option(names = "--size", paramLabel = "N", description = "Pixels along a side (default: 256).")
    private int size = 256;

    @Option(names = "--columns", paramLabel = "N", description = "Holes in a row (default: 8).")
    private int columns = 8;

    @Option(names = "--seed", paramLabel = "N", description = "Which holes (default: 0).")
    private long seed;

    @Option(names = "--out", paramLabel = "FILE", description = "The PNG to write (default: out/masks.png).")
    private Path out = Path.of("out", "masks.png");

    @Override
    int run(Terminal terminal) {
        Png.write(
                out,
                new MaskSheet(size, columns, seed).draw(kind.kind()),
                Map.of(
                        "command",
                        "d4j mask preview --holes %s --size %d --columns %d --seed %d"
                                .formatted(kind.word(), size, columns, seed)));
        terminal.out().println("picture: %s".formatted(out));
        return ExitCode.OK;
    }
}
