// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.MaskGenerator;
import org.diffusion4j.plot.Png;
import org.diffusion4j.random.RandomStream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code d4j mask draw}: one random hole as a file. */
@CommandLine.Command(
        name = "draw",
        description = "Draws one random hole, white where a picture is to be filled: a mask for 'd4j inpaint --hole'.")
final class MaskDrawCommand extends Command {
    @Mixin
    private MaskFlags holes = new MaskFlags();

    @Option(names = "--size", paramLabel = "N", description = "Pixels along a side (default: 32).")
    private int size = 32;

    @Option(names = "--seed", paramLabel = "N", description = "Which hole (default: 0).")
    private long seed;

    @Option(names = "--out", paramLabel = "FILE", description = "The PNG to write (default: out/hole.png).")
    private Path out = Path.of("out", "hole.png");

    @Override
    int run(Terminal terminal) {
        Mask mask = new MaskGenerator(size, holes.config()).draw(RandomStream.of(seed, "mask", 0));
        Png.write(
                out,
                mask.inverse().picture().image(),
                Map.of("command", "d4j mask draw%s --size %d --seed %d".formatted(holes.again(), size, seed)));
        terminal.out().println("mask: %s".formatted(out));
        terminal.out().println(String.format(Locale.ROOT, "hole=%.3f", mask.holeShare()));
        return ExitCode.OK;
    }
}
