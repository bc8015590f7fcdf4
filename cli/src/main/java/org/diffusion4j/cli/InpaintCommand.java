// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.edit.FillRequest;
import org.diffusion4j.edit.FillTime;
import org.diffusion4j.edit.Hole;
import org.diffusion4j.edit.HoleFiller;
import org.diffusion4j.edit.Inpainter;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.gallery.PictureRow;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.diffusion4j.image.PictureReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code d4j inpaint}: fills a part of a picture. */
final class InpaintCommand extends Command {
    /** Evaluations of a network from which on the time is told before. */
    private static final int MANY = 1000;

    @Parameters(paramLabel = "IMAGE", description = GivenPicture.ABOUT)
    private String image = "";

    @Mixin
    private ModelFlag model = new ModelFlag();

    @Option(
            names = "--hole",
            paramLabel = "MASK",
            description = "A picture of the same size, white where IMAGE is to be filled.")
    private @Nullable Path hole;

    @Option(
            names = "--known",
            paramLabel = "MASK",
            description = "The other way round: white where IMAGE is to be kept.")
    private @Nullable Path known;

    @Option(names = "--count", paramLabel = "N", description = "How many fills (default: 4).")
    private int count = 4;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of all noise (default: 0). The same seed gives the same fills.")
    private long seed;

    @Option(
            names = {"--class", "--context"},
            paramLabel = "NAME|NUMBER|MIX",
            description = "What the picture shows (default: the model is told nothing).")
    private @Nullable String told;

    @Mixin
    private GuidanceFlags guidance = new GuidanceFlags();

    @Mixin
    private FillFlags how = new FillFlags();

    @Mixin
    private ComputeFlag compute = new ComputeFlag();

    @Option(names = "--out", paramLabel = "DIR", description = "Where files are written (default: out).")
    private Path out = Path.of("out");

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:1 (default: auto).")
    private String device = "auto";

    @Override
    int run(Terminal terminal) {
        Picture picture = GivenPicture.of(image);
        Hole given = new Hole(picture, mask()); // refuses another size before a model is opened
        FillRequest request = how.over(FillRequest.of(count, seed).guidedBy(guidance.guidance()));
        FillRequest asked = told == null ? request : request.told(told);
        try (StopOnInterrupt stop = new StopOnInterrupt(null);
                Inpainter inpainter = Inpainter.open(model.word(), device, compute.format())) {
            HoleFiller filler = inpainter.filler();
            filler.require(asked);
            new OutFolder(out)
                    .requireApartFrom(Stream.of(image, hole, known)
                            .filter(Objects::nonNull)
                            .map(String::valueOf)
                            .toList());
            folder(out);
            announce(terminal, given.mask());
            List<Hole> holes = Collections.nCopies(count, given);
            long evaluations = inpainter.evaluations(holes, asked);
            if (evaluations > MANY) {
                terminal.err()
                        .println("Filling will take about %s."
                                .formatted(EvaluateCommand.shown(FillTime.of(inpainter, holes, asked))));
                terminal.err().flush();
            }
            List<Picture> fills;
            try (Progress progress = terminal.progressOf("filling", 0, evaluations)) {
                fills = inpainter.fillEach(
                        holes, asked.reportingTo(progress::update).stoppedBy(stop.signal()));
            }
            EditedPictures files = new EditedPictures(out, filler.recipe(), facts(filler, given.mask()), again());
            PictureRow row = new PictureRow()
                    .with("before", picture)
                    .with("hole", PictureRow.holed(picture, given.mask()))
                    .withAll("after", fills);
            files.write(terminal, "inpainted", row.draw("%s, seed %d".formatted(filler.name(), seed)));
            files.write(terminal, "fill", fills);
            return ExitCode.OK;
        }
    }

    /** A mask that says nothing is followed, but it may well be the wrong way round. */
    private void announce(Terminal terminal, Mask mask) {
        if (mask.holeShare() == 0 || mask.holeShare() == 1) {
            terminal.err()
                    .println("The mask leaves %s. If it is meant the other way round, give it with %s."
                            .formatted(
                                    mask.holeShare() == 0
                                            ? "nothing to fill, so the fills are the picture itself"
                                            : "nothing of the picture, so the fills are drawn freely",
                                    hole == null ? "--hole" : "--known"));
            terminal.err().flush();
        }
    }

    private Mask mask() {
        if (hole != null && known == null) {
            return Mask.ofHole(PictureReader.STANDARD.read(hole));
        }
        if (known != null && hole == null) {
            return Mask.ofKnown(PictureReader.STANDARD.read(known));
        }
        throw new ConfigException(
                "%s masks were given. Give one of them: --hole MASK, white where the picture is to be filled, or --known MASK, white where it is to be kept."
                        .formatted(hole == null ? "no" : "two"));
    }

    private Map<String, String> facts(HoleFiller filler, Mask mask) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", model.word());
        facts.put("method", filler.name());
        facts.put("seed", Long.toString(seed));
        facts.put("count", Integer.toString(count));
        facts.put("image", image);
        facts.put("hole", String.format(Locale.ROOT, "%.1f %% of the pixels", 100 * mask.holeShare()));
        if (told != null) {
            facts.put("class", told);
        }
        guidance.describe(facts);
        compute.describe(facts);
        return facts;
    }

    /** The command that makes the same pictures again, wherever they are to lie. */
    private String again() {
        StringBuilder words = new StringBuilder("d4j inpaint" + model.again());
        words.append(' ').append(ShellWord.of(image));
        if (hole != null) {
            words.append(" --hole ").append(ShellWord.of(hole));
        }
        if (known != null) {
            words.append(" --known ").append(ShellWord.of(known));
        }
        if (told != null) {
            words.append(" --class ").append(ShellWord.of(told));
        }
        return words.append(guidance.again())
                .append(String.format(Locale.ROOT, " --count %d --seed %d", count, seed))
                .append(how.again())
                .append(compute.again())
                .toString();
    }
}
