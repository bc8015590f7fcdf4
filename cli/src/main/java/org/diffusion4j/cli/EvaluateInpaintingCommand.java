// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.edit.FillRequest;
import org.diffusion4j.edit.Inpainter;
import org.diffusion4j.edit.LaplaceFill;
import org.diffusion4j.edit.MeanFill;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.evaluate.InpaintingEvaluation;
import org.diffusion4j.evaluate.InpaintingRequest;
import org.diffusion4j.plot.Png;
import org.diffusion4j.run.FileLayer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code d4j evaluate-inpainting}: how well holes are filled. */
final class EvaluateInpaintingCommand extends Command {
    private static final Duration MOST = Duration.ofMinutes(20);
    private static final int USUAL_SIZE = 32;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME|DIR|FILE",
            description =
                    "A model that fills holes; several times for several, which are compared with mean fill and Laplace fill.")
    private List<String> models = new ArrayList<>();

    @Option(names = "--count", paramLabel = "N", description = "How many holes (default: 500).")
    private int count = InpaintingRequest.USUAL_COUNT;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the list of holes and of the fills (default: 0).")
    private long seed;

    @Option(
            names = "--size",
            paramLabel = "16|32|64",
            description = "Pixels along a side of the emoji (default: what the first model takes, or 32).")
    private @Nullable Integer size;

    @Mixin
    private MaskFlags holes = new MaskFlags();

    @Mixin
    private GuidanceFlags guidance = new GuidanceFlags();

    @Mixin
    private FillFlags how = new FillFlags();

    @Mixin
    private ComputeFlag compute = new ComputeFlag();

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description =
                    "A TorchScript feature network for the Fréchet distance, P-IDS and U-IDS (default: the classifier of emoji that comes with the program).")
    private @Nullable Path features;

    @Option(
            names = "--lpips",
            paramLabel = "FILE",
            description = "A TorchScript file of the network of LPIPS, which is measured only with one.")
    private @Nullable Path lpips;

    @Option(names = "--out", paramLabel = "DIR", description = "Where files are written (default: out).")
    private Path out = Path.of("out");

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:1 (default: auto).")
    private String device = "auto";

    @Option(names = "--yes", description = "Begins however long it will take.")
    private boolean isAgreed;

    @Option(names = "--json", description = "Prints the whole record as JSON and nothing else.")
    private boolean isJson;

    @Override
    int run(Terminal terminal) {
        List<Inpainter> opened = new ArrayList<>();
        try (StopOnInterrupt stop = new StopOnInterrupt(null)) {
            models.forEach(name -> opened.add(Inpainter.open(name, device, compute.format())));
            int side = side(opened.get(0));
            List<Inpainter> methods = new ArrayList<>(
                    List.of(new Inpainter(new MeanFill(side, side, 3)), new Inpainter(new LaplaceFill(side, side, 3))));
            methods.addAll(opened);
            FillRequest request = how.over(FillRequest.of(1, seed).guidedBy(guidance.guidance()));
            InpaintingRequest asked = InpaintingRequest.of(count, side, seed, holes.config(), request);
            InpaintingRequest featured = features == null ? asked : asked.measuredBy(features);
            InpaintingEvaluation evaluation =
                    new InpaintingEvaluation(methods, lpips == null ? featured : featured.withLpips(lpips));
            folder(out);
            announce(terminal, evaluation.estimate());
            InpaintingEvaluation.Outcome outcome;
            try (Progress progress = terminal.progressOf("filling", 0, evaluation.total())) {
                outcome = evaluation.run(progress::update, stop.signal());
            }
            report(terminal, outcome);
            return ExitCode.OK;
        } finally {
            opened.forEach(Inpainter::close);
        }
    }

    private int side(Inpainter first) {
        if (size != null) {
            return size;
        }
        int taken = first.filler().width();
        return taken == 16 || taken == 64 ? taken : USUAL_SIZE;
    }

    private void announce(Terminal terminal, Duration time) {
        requireAgreed(time, count, isAgreed);
        terminal.err()
                .println("Filling %d holes and measuring the fills will take about %s."
                        .formatted(count, EvaluateCommand.shown(time)));
        terminal.err().flush();
    }

    /** Refuses work that takes long and that nobody said yes to. */
    static void requireAgreed(Duration time, int count, boolean isAgreed) {
        if (time.compareTo(MOST) > 0 && !isAgreed) {
            throw new ConfigException(
                    "filling %d holes and measuring the fills will take about %s here, and more than %s is only begun when asked for. Add --yes, or fill with fewer --steps or a smaller --count."
                            .formatted(count, EvaluateCommand.shown(time), EvaluateCommand.shown(MOST)));
        }
    }

    private void report(Terminal terminal, InpaintingEvaluation.Outcome outcome) {
        Path record = out.resolve("inpainting.json");
        Path picture = out.resolve("inpainting.png");
        Map<String, String> facts =
                Map.of("Software", "diffusion4j", "models", String.join(", ", models), "command", again());
        Png.write(picture, outcome.first(), facts);
        outcome.result().write(record, FileLayer.disk());
        if (isJson) {
            terminal.out().println(outcome.result().json());
            return;
        }
        terminal.out()
                .println("%d holes (%s) in %d held-out emoji of %d x %d pixels; %s"
                        .formatted(
                                outcome.result().count(),
                                outcome.result().holes(),
                                outcome.result().pictures(),
                                outcome.result().size(),
                                outcome.result().size(),
                                outcome.result().how()));
        outcome.result().table().forEach(terminal.out()::println);
        terminal.out().println("record: %s".formatted(record));
        terminal.out().println("picture: %s".formatted(picture));
        terminal.out().println(outcome.result().line());
    }

    private String again() {
        String names =
                models.stream().map(name -> " --model " + ShellWord.of(name)).collect(Collectors.joining());
        return "d4j evaluate-inpainting%s%s --count %d --seed %d%s%s%s%s%s%s"
                .formatted(
                        names,
                        size == null ? "" : String.format(Locale.ROOT, " --size %d", size),
                        count,
                        seed,
                        holes.again(),
                        guidance.again(),
                        how.again(),
                        compute.again(),
                        features == null ? "" : " --features " + ShellWord.of(features),
                        lpips == null ? "" : " --lpips " + ShellWord.of(lpips));
    }
}
