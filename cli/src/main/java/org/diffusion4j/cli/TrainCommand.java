// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.model.Calibration;
import org.diffusion4j.model.MatRun;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.model.TrainingRun;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.team.Rendezvous;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code d4j train}: a new run, or one that goes on. */
final class TrainCommand extends Command {
    @Parameters(
            arity = "0..1",
            paramLabel = "RECIPE",
            description =
                    "A shipped recipe (spiral, blend, sprites, classes and more; a wrong name lists them) or a YAML file.")
    private @Nullable String recipe;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "Continues the run in this folder from its latest state.")
    private @Nullable Path resume;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replaces a value of the recipe, such as train.steps=2000.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--init",
            paramLabel = "NAME|DIR|FILE",
            description =
                    "A model whose weights are started from: a shipped name, the folder of a run, a file of weights, a directory of the diffusers library (default: drawn by the seed).")
    private @Nullable String init;

    @Option(names = "--runs", paramLabel = "DIR", description = "Where the run's folder is made (default: runs).")
    private Path runs = Path.of("runs");

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:1 (default: auto).")
    private String device = "auto";

    @Option(
            names = "--max-time",
            converter = TimeLimit.class,
            paramLabel = "TIME",
            description = "Stops with a valid state after this time: 90s, 15m, 2h.")
    private @Nullable Duration maxTime;

    @Option(
            names = "--nproc",
            paramLabel = "N",
            description =
                    "Processes that share each batch, on this machine or, with --rendezvous, from others (default: 1).")
    private int processes = 1;

    @Option(
            names = "--rendezvous",
            paramLabel = "HOST:PORT",
            description =
                    "With a recipe or --resume: waits there for the other processes. Alone: joins the run that waits there.")
    private @Nullable String rendezvous;

    @Option(
            names = "--calibrate",
            description =
                    "Measures for some seconds which number format, threads and micro-batch are fastest here, unless that is known, and uses them where neither --set nor a recipe of your own names them.")
    private boolean isCalibrated;

    @Option(names = "--no-pictures", description = "Draws none.")
    private boolean isWithoutPictures;

    /** What only the process with the recipe can be told. */
    private static final List<String> LEADERS =
            List.of("--nproc", "--set", "--init", "--device", "--runs", "--calibrate", "--no-pictures");

    @Override
    int run(Terminal terminal) throws InterruptedException {
        if (rendezvous != null && recipe == null && resume == null) {
            return join(terminal, rendezvous);
        }
        if ((recipe == null) == (resume == null)) {
            throw new ConfigException(
                    "train needs a recipe or --resume, one of the two. For example: d4j train spiral, or d4j train --resume runs/spiral-20260131-120000.");
        }
        if (init != null && resume != null) {
            throw new ConfigException(
                    "--init %s begins a new run, and --resume goes on with an old one, whose weights are in its states. Leave one of them out."
                            .formatted(init));
        }
        if (isCalibrated && resume != null) {
            throw new ConfigException(
                    "--calibrate chooses for a new run, and --resume keeps what the run was begun with. Leave one of them out, or choose with --set train.workers, train.microBatch, train.compute.");
        }
        if (isCalibrated && isGiven("--nproc")) {
            throw new ConfigException(
                    "--calibrate measures one process, and several share the cores of a machine. Leave --nproc or --calibrate out, or choose with --set train.workers, train.microBatch, train.compute.");
        }
        try (StopOnInterrupt stop = new StopOnInterrupt(maxTime)) {
            RunSettings settings = new RunSettings(
                    runs,
                    device,
                    commandLine(),
                    Clock.system(ZoneId.systemDefault()),
                    FileLayer.disk(),
                    stop.signal(),
                    terminal.err()::println);
            boolean isMat = MatRecipe.isOne(resume == null ? String.valueOf(recipe) : recipeOf(resume));
            if (isMat && isCalibrated) {
                throw new ConfigException(
                        "--calibrate knows recipes of one network, and MAT has two. Leave it out; train.microBatch is MAT's own setting.");
            }
            if (isMat && (isGiven("--nproc") || rendezvous != null)) {
                throw new ConfigException(
                        "MAT is trained by one process: several share a batch only where one network is trained. Leave --nproc and --rendezvous out.");
            }
            return report(terminal, isMat ? trainMat(terminal, settings) : trainModel(terminal, settings));
        }
    }

    private int join(Terminal terminal, String text) throws InterruptedException {
        Optional<String> useless = LEADERS.stream().filter(this::isGiven).findFirst();
        if (useless.isPresent()) {
            throw new ConfigException(
                    "--rendezvous %s without a recipe joins the run that waits there, which decides everything. Leave %s out, or give a recipe to lead."
                            .formatted(text, useless.get()));
        }
        return Joining.train(terminal, Rendezvous.of(text), maxTime);
    }

    private static String recipeOf(Path run) {
        return new RunFolder(run, FileLayer.disk()).recipe().toString();
    }

    private Outcome trainModel(Terminal terminal, RunSettings settings) {
        Optional<Recipe> plan = resume == null
                ? Optional.of(Recipe.of(String.valueOf(recipe), calibrated(terminal)))
                : Optional.empty(); // refused before any other process starts
        try (TrainingView view = new TrainingView(terminal, !isWithoutPictures, settings.stop());
                OtherProcesses others = OtherProcesses.of(processes, rendezvous)) {
            TrainingRun.Result result = trained(plan, settings, view, others);
            return new Outcome(
                    result.folder(),
                    result.step(),
                    result.recipe().train().steps(),
                    result.finished(),
                    result.wasFinished());
        }
    }

    private TrainingRun.Result trained(
            Optional<Recipe> plan, RunSettings settings, TrainingView view, OtherProcesses others) {
        try {
            return plan.isPresent()
                    ? TrainingRun.start(plan.get(), settings, view, others.company())
                    : TrainingRun.resume(Objects.requireNonNull(resume), overrides, settings, view, others.company());
        } catch (TeamException e) {
            String losses = others.losses();
            throw losses.isEmpty() ? e : new TeamException("%s: %s".formatted(losses, e.getMessage()), e);
        }
    }

    /** The values, and what is fastest here where they and a recipe of one's own leave it open. */
    private List<String> calibrated(Terminal terminal) {
        List<String> values = new ArrayList<>(values());
        if (isCalibrated) {
            Calibration.ofMachine(terminal.err()::println)
                    .choice(String.valueOf(recipe), values)
                    .ifPresentOrElse(
                            choice -> {
                                terminal.err().println("calibration: " + CalibratedText.of(choice));
                                values.addAll(choice.values());
                            },
                            () -> terminal.err()
                                    .println(
                                            "calibration: nothing to choose; all is named, the network is tiny, or it learns by its micro-batches"));
        }
        return values;
    }

    private Outcome trainMat(Terminal terminal, RunSettings settings) {
        try (MatTrainingView view = new MatTrainingView(terminal, !isWithoutPictures)) {
            MatRun.Result result = resume == null
                    ? MatRun.start(MatRecipe.of(String.valueOf(recipe), values()), settings, view)
                    : MatRun.resume(resume, overrides, settings, view);
            return new Outcome(
                    result.folder(),
                    result.step(),
                    result.recipe().train().steps(),
                    result.finished(),
                    result.wasFinished());
        }
    }

    /** What replaces values of the recipe: {@code --set}, and {@code --init} as the value that it is. */
    private List<String> values() {
        List<String> values = new ArrayList<>(overrides);
        if (init != null) {
            values.add("train.init=\"" + init.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        }
        return values;
    }

    /** Where a run stands, whatever it trains. */
    private record Outcome(RunFolder folder, long step, long steps, boolean finished, boolean wasFinished) {}

    private static int report(Terminal terminal, Outcome result) {
        Path folder = result.folder().path();
        if (result.wasFinished()) {
            terminal.out()
                    .println("trained already: %d of %d steps, weights in %s"
                            .formatted(
                                    result.step(),
                                    result.step(),
                                    result.folder().weights()));
            terminal.out()
                    .println("train longer with: d4j train --resume %s --set train.steps=%d"
                            .formatted(ShellWord.of(folder), 2 * result.step()));
            return ExitCode.OK;
        }
        if (result.finished()) {
            terminal.out()
                    .println("trained: %d steps, weights in %s"
                            .formatted(result.step(), result.folder().weights()));
            return ExitCode.OK;
        }
        terminal.out()
                .println("stopped: %d of %d steps, %s in %s"
                        .formatted(
                                result.step(),
                                result.steps(),
                                result.step() == 0 ? "nothing to save yet" : "saved",
                                folder));
        terminal.out().println("continue with: d4j train --resume %s".formatted(ShellWord.of(folder)));
        return ExitCode.OK;
    }
}
