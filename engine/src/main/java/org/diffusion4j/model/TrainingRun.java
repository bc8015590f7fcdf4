// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.config.Difference;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.Batches;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.FolderLock;
import org.diffusion4j.run.LoadedState;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.run.StateStore;
import org.diffusion4j.team.Alone;
import org.diffusion4j.team.Team;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.train.HeldOut;
import org.diffusion4j.train.Learner;
import org.diffusion4j.train.Observer;
import org.diffusion4j.train.StepReport;
import org.diffusion4j.train.Trainer;
import org.diffusion4j.train.Weights;

/** A training run in a folder: begun, stopped, continued. */
public final class TrainingRun {
    /** Making or dropping the average of the weights changes what a saved state holds. */
    private static final Set<String> AVERAGES = Set.of("train.emaDecay", "train.emaHalfLife");

    private final RunFiles files;
    private final RunFolder folder;
    private final Recipe recipe;
    private final RunSettings settings;
    private final RunWatcher watcher;

    /**
     * Where a run stands.
     *
     * @param from updates that were done before
     * @param step updates done in all
     * @param finished whether those are all of the recipe's
     */
    public record Result(RunFolder folder, Recipe recipe, long from, long step, boolean finished) {
        /** Whether nothing was left to do. */
        public boolean wasFinished() {
            return finished && from == step;
        }
    }

    private TrainingRun(RunFiles files, Recipe recipe, RunWatcher watcher) {
        this.files = files;
        this.folder = files.folder();
        this.recipe = recipe;
        this.settings = files.settings();
        this.watcher = watcher;
    }

    /** Trains {@code recipe} in a new folder until it ends or a stop is asked for. */
    public static Result start(Recipe recipe, RunSettings settings, RunWatcher watcher) {
        return start(recipe, settings, watcher, Optional.empty());
    }

    /** The same together with other processes, this one their leader. */
    public static Result start(Recipe given, RunSettings settings, RunWatcher watcher, Optional<Company> company) {
        Device device = Devices.of(settings.device());
        Recipe recipe = Learning.decided(given, device);
        recipe.train().compute().requireOn(device);
        DataSource data = recipe.data().create(recipe.seed());
        requireFitting(recipe, data); // refused before a folder is made
        recipe.train().init().ifPresent(model -> ModelFiles.source(model, settings.device()));
        try (Team team = gathered(company, recipe, data, device, settings)) {
            RunFiles files = RunFiles.create(recipe.system(), recipe.seed(), recipe.yaml(), data, device, settings);
            return new TrainingRun(files, recipe, watcher).train(new Learning(recipe, device, team), data);
        }
    }

    /**
     * Continues the run in {@code path} from its latest valid state, bit for bit as if it had never stopped. A run that
     * has done all its steps is left as it is.
     *
     * @param overrides such as {@code train.steps=40000}, kept in the run's recipe
     * @throws ConfigException if they alter what the saved state was made with, or take back steps that are done
     */
    public static Result resume(Path path, List<String> overrides, RunSettings settings, RunWatcher watcher) {
        return resume(path, overrides, settings, watcher, Optional.empty());
    }

    /** The same together with other processes, this one their leader; as many as one likes, whatever they were before. */
    public static Result resume(
            Path path, List<String> overrides, RunSettings settings, RunWatcher watcher, Optional<Company> company) {
        Device device = Devices.of(settings.device());
        RunFiles files = RunFiles.open(path, settings);
        RecipeSource source = RecipeSource.ofFile(files.folder().recipe());
        Recipe recipe = RecipeReader.read(Recipe.class, source, overrides);
        files.requireUnchanged(fixed(RecipeReader.read(Recipe.class, source), recipe), "train and sample");
        recipe.train().compute().requireOn(device);
        DataSource data = recipe.data().create(recipe.seed());
        requireFitting(recipe, data);
        files.requireSameData(data);
        try (Team team = gathered(company, recipe, data, device, settings)) {
            return new TrainingRun(files, recipe, watcher).train(new Learning(recipe, device, team), data);
        }
    }

    private static Team gathered(
            Optional<Company> company, Recipe recipe, DataSource data, Device device, RunSettings settings) {
        company.ifPresent(
                others -> Company.requireFitting(recipe, others.meeting().size(), device));
        return company.map(others -> others.gathered(recipe, data, settings.stop()))
                .orElseGet(() -> new Alone(settings.stop()));
    }

    private static void requireFitting(Recipe recipe, DataSource data) {
        Learning.batches(recipe, data);
        long[] given = data.itemShape();
        long[] wanted = recipe.network().inputShape();
        if (!Arrays.equals(given, wanted)) {
            throw new ShapeException(
                    "the data have items of shape %s, and the network takes %s. Change the network's sizes in the recipe, or the data."
                            .formatted(Shapes.text(given), Shapes.text(wanted)));
        }
    }

    /** How and how long it is trained may change on the way; what is trained, and on what, may not. */
    private static List<Difference> fixed(Recipe before, Recipe after) {
        return Difference.between(Recipe.class, before, after).stream()
                .filter(TrainingRun::isFixed)
                .toList();
    }

    private static boolean isFixed(Difference one) {
        boolean isAverageMadeOrDropped = AVERAGES.contains(one.key())
                && (one.before().equals(Difference.NONE) || one.after().equals(Difference.NONE));
        return isAverageMadeOrDropped
                || !(one.key().startsWith("train.") || one.key().startsWith("sample."));
    }

    private Result train(Learning learning, DataSource data) {
        Device device = learning.device();
        Batches batches = Learning.batches(recipe, data);
        return Engine.withThreads(learning.threads(), () -> {
            try (FolderLock lock = FolderLock.acquire(folder.path(), settings.clock());
                    Parameters.Built<Network> main = Parameters.build(
                            learning::network,
                            files.firstValues(
                                    recipe.train().init(),
                                    model -> ModelFiles.source(model, settings.device()),
                                    recipe.seed()),
                            device);
                    Weights weights = new Weights(main.parameters(), recipe.train());
                    Learner learner = learning.learner(main);
                    Model model =
                            new Model(recipe, sampled(main, weights, learning::network), device, data.classes())) {
                return train(batches, weights, learner, model, learning);
            }
        });
    }

    private Result train(Batches batches, Weights weights, Learner learner, Model model, Learning learning) {
        StateStore states =
                StateStore.open(folder.path(), settings.files(), recipe.train().keep(), settings.warnings());
        long steps = recipe.train().steps();
        long from = files.restored(states, weights::restore);
        files.requireForward(from, steps);
        Team team = learning.team();
        boolean isFinished = files.isFinished(from, steps);
        if (team.agreed(() -> isFinished ? Membership.NOTHING_TO_DO : from) >= 0) {
            weights.spread(team);
        }
        if (isFinished) {
            return new Result(folder, recipe, from, from, true);
        }
        files.requireReadableLog();
        files.keepRecipe(recipe.yaml());
        files.dropOldWeights();
        try (RunLog log = new RunLog(folder, steps, settings)) {
            log.begin(recipe.system(), from);
            Observer observer = watcher.begin(folder, recipe, model, from);
            Trainer trainer = new Trainer(
                    recipe.train(),
                    recipe.seed(),
                    batches,
                    learner,
                    weights,
                    new Saving(states, weights, log, learning),
                    heldOut(model, learning),
                    both(log, observer),
                    team.stop());
            long step = trained(trainer, from, states);
            boolean finished = trainer.isDone(step);
            if (finished) {
                if (recipe.train().keepBest()) {
                    takeBest(states, weights);
                }
                try (PointerScope scope = new PointerScope()) {
                    ModelFiles.write(
                            folder.weights(), recipe.yaml(), model.classes(), weights.model(), settings.files());
                }
            }
            log.ended(step, finished);
            return new Result(folder, recipe, from, step, finished);
        }
    }

    private long trained(Trainer trainer, long from, StateStore states) {
        try {
            return trainer.train(from);
        } catch (TeamException e) {
            throw Company.stopped(
                    e, folder.path(), states.steps().stream().max(Long::compare).orElse(0L));
        }
    }

    /** What pictures are drawn from during training: the running average if there is one. */
    private static Parameters.Built<Network> sampled(
            Parameters.Built<Network> main, Weights weights, Function<ParameterScope, Network> plan) {
        return weights.ema()
                .map(ema -> main.parameters().over(plan, ema.average(), ema.statistics()))
                .orElseGet(() -> main.parameters().share(plan));
    }

    private Optional<DoubleSupplier> heldOut(Model model, Learning learning) {
        int count = recipe.train().heldOutBatches();
        if (count == 0) {
            return Optional.empty();
        }
        DataSource items = recipe.data()
                .heldOut(recipe.seed())
                .orElseThrow(() -> new ConfigException(
                        "train.heldOutBatches is %d, and these data have nothing that is held out. Set it to 0."
                                .formatted(count)));
        int rows = Math.min(recipe.train().batch(), items.size());
        Batches batches =
                new Batches(items, recipe.seed(), rows, recipe.network().conditioning());
        HeldOut scored = new HeldOut(learning.objective(), model.network(), batches, recipe.seed(), count);
        return Optional.of(() -> learning.team().agreed(scored::loss));
    }

    private static void takeBest(StateStore states, Weights weights) {
        try (LoadedState best = states.loadBest().orElseThrow()) {
            weights.restore(best);
        }
    }

    /** Keeps the states of this run. */
    private final class Saving implements Trainer.Checkpoints {
        private final StateStore states;
        private final Weights weights;
        private final RunLog log;
        private final Learning learning;

        Saving(StateStore states, Weights weights, RunLog log, Learning learning) {
            this.states = states;
            this.weights = weights;
            this.log = log;
            this.learning = learning;
        }

        @Override
        public void save(long step, OptionalDouble score) {
            try (PointerScope scope = new PointerScope()) {
                states.save(weights.state(step, score, Map.of("seed", recipe.seed(), "system", recipe.system())));
            }
            log.saved(step, score);
        }

        @Override
        public Optional<Map.Entry<Long, Double>> best() {
            try (LoadedState best = states.loadBest().orElse(null)) {
                return learning.agreedBest(
                        best == null || best.score().isEmpty()
                                ? Optional.empty()
                                : Optional.of(
                                        Map.entry(best.step(), best.score().getAsDouble())));
            }
        }
    }

    private static Observer both(RunLog log, Observer other) {
        return new Observer() {
            @Override
            public void onStep(StepReport report) {
                log.step(
                        report.step(),
                        Map.of(
                                "loss",
                                report.loss(),
                                "gradientNorm",
                                report.gradientNorm(),
                                "learningRate",
                                report.rate(),
                                "milliseconds",
                                report.nanos() / 1e6));
                other.onStep(report);
            }

            @Override
            public void onEnd(long step, boolean isDone) {
                other.onEnd(step, isDone);
            }
        };
    }
}
