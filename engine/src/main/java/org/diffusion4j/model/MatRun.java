// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.config.Difference;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.Batches;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.data.Drawing;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.mat.PerceptualLoss;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.run.FolderLock;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.run.StateStore;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.train.mat.IterationReport;
import org.diffusion4j.train.mat.MatHeldOut;
import org.diffusion4j.train.mat.MatIteration;
import org.diffusion4j.train.mat.MatObserver;
import org.diffusion4j.train.mat.MatPieces;
import org.diffusion4j.train.mat.MatTrainer;
import org.diffusion4j.train.mat.MatWeights;

/** A training of MAT in a folder: begun, stopped, continued. */
public final class MatRun {
    private final RunFiles files;
    private final MatRecipe recipe;
    private final MatWatcher watcher;
    private final Device device;
    private final DataSource data;

    /**
     * Where a run stands.
     *
     * @param from iterations that were done before
     * @param step iterations done in all
     * @param finished whether those are all of the recipe's
     */
    public record Result(RunFolder folder, MatRecipe recipe, long from, long step, boolean finished) {
        /** Whether nothing was left to do. */
        public boolean wasFinished() {
            return finished && from == step;
        }
    }

    private MatRun(RunFiles files, MatRecipe recipe, MatWatcher watcher, Device device, DataSource data) {
        this.files = files;
        this.recipe = recipe;
        this.watcher = watcher;
        this.device = device;
        this.data = data;
    }

    /** Trains {@code recipe} in a new folder until it ends or a stop is asked for. */
    public static Result start(MatRecipe recipe, RunSettings settings, MatWatcher watcher) {
        Device device = Devices.of(settings.device());
        DataSource data = recipe.data().create(recipe.seed());
        requireFitting(recipe, data); // refused before a folder is made
        recipe.train().init().ifPresent(model -> MatFiles.source(model, recipe));
        RunFiles files = RunFiles.create(recipe.system(), recipe.seed(), recipe.yaml(), data, device, settings);
        return new MatRun(files, recipe, watcher, device, data).train();
    }

    /**
     * Continues the run in {@code path} from its latest valid state, bit for bit as if it had never stopped. A run that
     * has done all its iterations is left as it is.
     *
     * @param overrides such as {@code train.steps=40000}, kept in the run's recipe
     * @throws ConfigException if they alter what the saved state was made with, or take back iterations that are done
     */
    public static Result resume(Path path, List<String> overrides, RunSettings settings, MatWatcher watcher) {
        Device device = Devices.of(settings.device());
        RunFiles files = RunFiles.open(path, settings);
        RecipeSource source = RecipeSource.ofFile(files.folder().recipe());
        MatRecipe recipe = RecipeReader.read(MatRecipe.class, source, overrides);
        files.requireUnchanged(
                Difference.between(MatRecipe.class, RecipeReader.read(MatRecipe.class, source), recipe).stream()
                        .filter(one -> !one.key().startsWith("train."))
                        .toList(),
                "train");
        DataSource data = recipe.data().create(recipe.seed());
        requireFitting(recipe, data);
        files.requireSameData(data);
        return new MatRun(files, recipe, watcher, device, data).train();
    }

    private static void requireFitting(MatRecipe recipe, DataSource data) {
        batches(recipe, data);
        long[] given = data.itemShape();
        long[] wanted = recipe.inputShape();
        if (!Arrays.equals(given, wanted)) {
            throw new ShapeException(
                    "the data have items of shape %s, and the networks take %s. Change the resolution in the recipe, or the size of the data."
                            .formatted(Shapes.text(given), Shapes.text(wanted)));
        }
    }

    /** Every batch is whole: the discriminator compares the images of a batch with each other. */
    private static Batches batches(MatRecipe recipe, DataSource data) {
        return new Batches(data, recipe.seed(), recipe.train().batch(), Conditioning.NONE, Drawing.WITH_REPLACEMENT);
    }

    private Result train() {
        return Engine.withThreads(Engine.cores(), () -> {
            try (FolderLock lock = FolderLock.acquire(
                            files.folder().path(), files.settings().clock());
                    MatWeights weights = new MatWeights(
                            recipe.generator(),
                            files.firstValues(
                                    recipe.train().init(), model -> MatFiles.source(model, recipe), recipe.seed()),
                            recipe.discriminator(),
                            new DrawnValues(recipe.seed()),
                            recipe.train(),
                            device);
                    Perceptual perceptual = new Perceptual(recipe, device);
                    MatIteration iteration = new MatIteration(recipe.train(), weights, perceptual.loss());
                    MatModel model = new MatModel(recipe, shared(weights), device, Compute.FLOAT32)) {
                return train(weights, iteration, model);
            }
        });
    }

    /** The averaged generator once more over the same memory, for the model to own. */
    private Parameters.Built<Generator> shared(MatWeights weights) {
        return weights.averaged().parameters().readOnly(p -> new Generator(p, recipe.generator()));
    }

    private Result train(MatWeights weights, MatIteration iteration, MatModel model) {
        RunFolder folder = files.folder();
        RunSettings settings = files.settings();
        StateStore states =
                StateStore.open(folder.path(), settings.files(), recipe.train().keep(), settings.warnings());
        long steps = recipe.train().steps();
        long from = files.restored(states, weights::restore);
        files.requireForward(from, steps);
        if (files.isFinished(from, steps)) {
            return new Result(folder, recipe, from, from, true);
        }
        files.requireReadableLog();
        files.keepRecipe(recipe.yaml());
        files.dropOldWeights();
        try (RunLog log = new RunLog(folder, steps, settings)) {
            log.begin(recipe.system(), from);
            MatTrainer trainer = new MatTrainer(
                    recipe.train(),
                    new MatPieces(
                            recipe.seed(),
                            batches(recipe, data),
                            recipe.maskGenerator(),
                            recipe.generator(),
                            recipe.train(),
                            device),
                    iteration,
                    score(weights),
                    (step, score) -> save(states, weights, log, step, score),
                    both(log, watcher.begin(folder, recipe, model, from)),
                    settings.stop());
            long step = trainer.train(from);
            boolean isFinished = step >= steps;
            if (isFinished) {
                try (PointerScope scope = new PointerScope()) {
                    ModelFiles.write(folder.weights(), recipe.yaml(), List.of(), weights.model(), settings.files());
                }
            }
            log.ended(step, isFinished);
            return new Result(folder, recipe, from, step, isFinished);
        }
    }

    private void save(StateStore states, MatWeights weights, RunLog log, long step, OptionalDouble score) {
        try (PointerScope scope = new PointerScope()) {
            states.save(weights.state(step, score, Map.of("seed", recipe.seed(), "system", recipe.system())));
        }
        log.saved(step, score);
    }

    private Supplier<OptionalDouble> score(MatWeights weights) {
        int count = recipe.train().heldOutImages();
        if (count == 0) {
            return OptionalDouble::empty;
        }
        DataSource items = recipe.data()
                .heldOut(recipe.seed())
                .orElseThrow(() -> new ConfigException(
                        "train.heldOutImages is %d, and these data have nothing that is held out. Set it to 0."
                                .formatted(count)));
        MatHeldOut heldOut = new MatHeldOut(
                recipe.seed(),
                items,
                recipe.maskGenerator(),
                count,
                recipe.train().pieceSize(),
                recipe.generator().mixKeep(),
                device);
        return () -> OptionalDouble.of(
                heldOut.score(weights.averaged().network(), recipe.generator().latent()));
    }

    private static MatObserver both(RunLog log, MatObserver other) {
        return new MatObserver() {
            @Override
            public void onStep(IterationReport report) {
                log.step(report.step(), values(report));
                other.onStep(report);
            }

            @Override
            public void onEnd(long step) {
                other.onEnd(step);
            }
        };
    }

    /** What the log keeps of an iteration. */
    private static Map<String, Double> values(IterationReport report) {
        Map<String, Double> values = new TreeMap<>();
        IterationReport.ForGenerator g = report.generator();
        IterationReport.ForDiscriminator d = report.discriminator();
        values.put("loss", g.adversarial());
        values.put("draftLoss", g.draft());
        values.put("l1", g.l1());
        values.put("perceptual", g.perceptual());
        values.put("gradientNorm", g.gradientNorm());
        values.put("discriminatorLoss", d.filled() + d.real());
        values.put("discriminatorDraftLoss", d.filledDraft() + d.realDraft());
        values.put("discriminatorGradientNorm", d.gradientNorm());
        report.penalty().ifPresent(r1 -> values.put("penalty", r1.mean()));
        values.put("milliseconds", report.nanos() / 1e6);
        return values;
    }

    /** The perceptual loss of a recipe that has one, to be closed with the run. */
    private record Perceptual(Optional<PerceptualLoss> loss) implements AutoCloseable {
        Perceptual(MatRecipe recipe, Device device) {
            this(recipe.train()
                    .vgg()
                    .filter(file -> recipe.train().perceptual() > 0)
                    .map(file -> PerceptualLoss.open(Path.of(file), device)));
        }

        @Override
        public void close() {
            loss.ifPresent(PerceptualLoss::close);
        }
    }
}
