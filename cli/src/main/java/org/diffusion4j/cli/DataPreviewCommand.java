// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.gallery.DataSheet;
import org.diffusion4j.plot.Png;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code d4j data preview}: a sheet of pictures as the network will see them. */
@CommandLine.Command(
        name = "preview",
        description = "Draws some pictures of a data set, a row for each class.",
        footer = {"", "The pictures are picked at random by the seed: nobody chose the pretty ones."})
final class DataPreviewCommand extends Command {
    private static final int TILE = 64;
    private static final int MOST = 100;

    @CommandLine.Mixin
    private final DataOptions data = new DataOptions();

    @Option(names = "--columns", paramLabel = "N", description = "Pictures in a row (default: 12).")
    private int columns = 12;

    @Option(names = "--rows", paramLabel = "N", description = "The most rows (default: 12).")
    private int rows = 12;

    @Option(names = "--seed", paramLabel = "N", description = "Which pictures (default: 0).")
    private long seed;

    @Option(names = "--out", paramLabel = "FILE", description = "The PNG to write (default: out/data-preview.png).")
    private Path out = Path.of("out", "data-preview.png");

    @Override
    int run(Terminal terminal) {
        if (columns < 1 || rows < 1 || columns > MOST || rows > MOST) {
            throw new ConfigException("--columns was %d and --rows %d; both lie in 1 to %d. 12 are usual."
                    .formatted(columns, rows, MOST));
        }
        DataSource source = data.config().create(0);
        long[] shape = source.itemShape();
        if (shape.length != 3 || (shape[0] != 1 && shape[0] != 3)) {
            throw new ConfigException(
                    "'%s' has no pictures but items of shape %s. 'd4j plot points' draws the spiral; name pictures here."
                            .formatted(data.what(), Arrays.toString(shape)));
        }
        int scale = Math.max(1, TILE / (int) Math.max(shape[1], shape[2]));
        String title = String.format(
                Locale.ROOT,
                "%s: %,d pictures of %d x %d pixels",
                Path.of(data.what()).getFileName(),
                source.size(),
                shape[2],
                shape[1]);
        Png.write(
                out,
                new DataSheet(columns, rows, scale, title).draw(source, seed),
                Map.of("command", "d4j " + String.join(" ", commandLine())));
        terminal.out().println("picture: %s".formatted(out));
        return ExitCode.OK;
    }
}
