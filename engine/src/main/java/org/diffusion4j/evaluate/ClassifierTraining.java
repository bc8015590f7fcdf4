// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Batches;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.data.Emoji;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.data.PictureSource;
import org.diffusion4j.data.Split;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensorsWriter;
import org.diffusion4j.image.Picture;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.StoredTensors;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.train.Adam;
import org.diffusion4j.train.Ema;
import org.diffusion4j.train.LearningRate;

/** Trains a classifier of emoji on one thread, measures it on pictures it never saw, and writes its weights. */
public final class ClassifierTraining {
    private static final double EMA_DECAY = 0.995;
    private static final long NO_IGNORED_CLASS = -100;
    private static final long MEAN = 1;

    private final ClassifierRecipe recipe;

    /** Trains by {@code recipe}. */
    public ClassifierTraining(ClassifierRecipe recipe) {
        this.recipe = recipe;
    }

    /**
     * How good a classifier is on the held-out split with its skin tones: the share it names right in each category,
     * averaged over the categories.
     *
     * @param at32 with pictures of 32 pixels
     * @param at16 with pictures of 16 pixels
     */
    public record Accuracy(double at32, double at16) {}

    /**
     * Trains and writes {@code file}.
     *
     * @param progress hears how many steps are done
     * @throws CancelledException if stopped; nothing is written
     */
    public Accuracy run(Path file, FileLayer files, IntConsumer progress, StopSignal stop) {
        return Engine.withThreads(1, () -> {
            try (Parameters.Built<ClassifierNet> built = Parameters.build(
                            p -> recipe.network().create(p, Emoji.CATEGORIES.size()),
                            (name, rule, shape) -> rule.draw(
                                    RandomStream.of(recipe.seed(), "init/" + name),
                                    Math.toIntExact(Shapes.elements(shape))),
                            Devices.of("cpu"));
                    Adam adam =
                            new Adam(built.parameters(), new Adam.Settings(0.9, 0.999, 1e-8, recipe.weightDecay()));
                    Ema ema = new Ema(built.parameters(), EMA_DECAY)) {
                learn(built, adam, ema, progress, stop);
                write(file, files, built.parameters());
                return new Accuracy(accuracy(built.network(), 32), accuracy(built.network(), 16));
            }
        });
    }

    private void learn(
            Parameters.Built<ClassifierNet> built, Adam adam, Ema ema, IntConsumer progress, StopSignal stop) {
        Batches batches = new Batches(
                new ClassifierData(recipe.shift()),
                recipe.seed(),
                recipe.batch(),
                new Conditioning.Classes(Emoji.CATEGORIES.size(), false));
        int warmup = recipe.steps() / 20;
        LearningRate falling = new LearningRate.Cosine(recipe.learningRate(), recipe.steps() - warmup);
        for (int step = 0; step < recipe.steps(); step++) {
            if (stop.isRequested()) {
                throw new CancelledException(
                        "Training the classifier was stopped after %d of %d steps. Nothing was written."
                                .formatted(step, recipe.steps()));
            }
            try (PointerScope scope = new PointerScope()) {
                zero(built.parameters());
                Tensor loss = loss(built.network(), batches.at(step));
                requireFinite(step, loss.item_double());
                loss.backward();
                double rate = step < warmup ? recipe.learningRate() * (step + 1) / warmup : falling.rate(step - warmup);
                adam.step(step, rate, adam.settings().beta1());
                ema.update(step);
            }
            progress.accept(step + 1);
        }
        try (NoGradGuard guard = new NoGradGuard()) {
            built.parameters().values().copy_(ema.average());
        }
    }

    private static void zero(Parameters parameters) {
        try (NoGradGuard guard = new NoGradGuard()) {
            parameters.gradients().zero_();
        }
    }

    private Tensor loss(ClassifierNet network, Batch batch) {
        Condition.Labels labels = (Condition.Labels) batch.condition();
        long[] targets = new long[labels.values().length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = labels.values()[i];
        }
        Tensor logits = network.logits(network.features(Tensors.of(batch.x0(), batch.shape())));
        Tensor wanted = Tensors.of(targets, targets.length);
        return torch.cross_entropy_loss(
                logits, wanted, new TensorOptional(), MEAN, NO_IGNORED_CLASS, recipe.smoothing());
    }

    private static void requireFinite(int step, double loss) {
        if (!Double.isFinite(loss)) {
            throw new DivergedException(
                    "The loss of the classifier is %s at step %d. Use a smaller learningRate.".formatted(loss, step),
                    step,
                    loss);
        }
    }

    private void write(Path file, FileLayer files, Parameters parameters) {
        List<NamedArray> arrays = parameters.names().stream()
                .map(name -> StoredTensors.array(name, parameters.get(name)))
                .toList();
        Map<String, String> metadata = new TreeMap<>(Map.of("format", "pt", EmojiClassifier.RECIPE, recipe.yaml()));
        try {
            files.createFolders(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder"));
            files.replace(file, new SafeTensorsWriter(metadata, arrays)::writeTo);
        } catch (IOException e) {
            throw new StorageException(
                    "the classifier cannot be written to %s (%s). Make the folder writable or choose another."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }

    /** The share named right in each category of the held-out split, averaged. */
    private static double accuracy(ClassifierNet network, int size) {
        PictureSource heldOut = EmojiConfig.defaults()
                .withSize(size)
                .withSplit(Split.HELD_OUT)
                .withVariants(EmojiConfig.Variants.ALL)
                .create(0);
        List<Picture> pictures = java.util.stream.IntStream.range(0, heldOut.size())
                .mapToObj(heldOut::picture)
                .toList();
        int[] named = EmojiClassifier.categories(network, pictures);
        int[] right = new int[Emoji.CATEGORIES.size()];
        int[] all = new int[right.length];
        for (int i = 0; i < named.length; i++) {
            all[heldOut.label(i)]++;
            right[heldOut.label(i)] += named[i] == heldOut.label(i) ? 1 : 0;
        }
        double mean = 0;
        for (int category = 0; category < all.length; category++) {
            mean += (double) right[category] / all[category] / all.length;
        }
        return mean;
    }
}
