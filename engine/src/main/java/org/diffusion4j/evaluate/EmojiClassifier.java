// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.nio.ByteBuffer;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Emoji;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.Features;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.StoredSource;
import org.diffusion4j.run.Sha256;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Tensors;

/**
 * A small network that tells the categories of {@link Emoji} apart. Two ship with the project: {@code emoji-features},
 * whose 64 features are those of FD-emoji and KD-emoji, and {@code emoji-judge}, another network of another seed, which
 * says whether a sample shows what was asked for.
 */
public final class EmojiClassifier implements FeatureNet {
    /** Under this key a weights file carries its recipe. */
    static final String RECIPE = "recipe";

    private static final int ROWS = 64;

    private final ClassifierRecipe recipe;
    private final Parameters.Built<ClassifierNet> built;
    private final String sha256;

    private EmojiClassifier(ClassifierRecipe recipe, Parameters.Built<ClassifierNet> built, String sha256) {
        this.recipe = recipe;
        this.built = built;
        this.sha256 = sha256;
    }

    /** One that ships with the project, on the CPU. */
    public static EmojiClassifier shipped(String name) {
        return of(name, ClassifierRecipe.resource(name, "model.safetensors"));
    }

    /** One from the bytes of a file that {@link ClassifierTraining} wrote. */
    static EmojiClassifier of(String name, byte[] file) {
        try (SafeTensors weights = SafeTensors.of(name, ByteBuffer.wrap(file))) {
            String yaml = weights.metadata().get(RECIPE);
            if (yaml == null) {
                throw new CheckpointException(
                        "'%s' carries no recipe, so it is no classifier. Give a file that 'd4j train-classifier' wrote."
                                .formatted(name));
            }
            ClassifierRecipe recipe = ClassifierRecipe.ofText(name, yaml);
            Parameters.Built<ClassifierNet> built = Parameters.forUse(
                    p -> recipe.network().create(p, Emoji.CATEGORIES.size()),
                    StoredSource.of(weights),
                    Devices.of("cpu"));
            return new EmojiClassifier(recipe, built, Sha256.of(file));
        }
    }

    /** The most likely category of each picture, an index into {@link Emoji#CATEGORIES}. */
    public int[] categories(List<Picture> pictures) {
        return categories(built.network(), pictures);
    }

    static int[] categories(ClassifierNet network, List<Picture> pictures) {
        int classes = Emoji.CATEGORIES.size();
        float[] logits = rows(pictures, classes, x -> network.logits(network.features(x)), new StopSignal());
        int[] best = new int[pictures.size()];
        for (int i = 0; i < logits.length; i++) {
            int row = i / classes;
            best[row] = logits[i] > logits[row * classes + best[row]] ? i % classes : best[row];
        }
        return best;
    }

    @Override
    public Features features(List<Picture> pictures, StopSignal stop) {
        int size = recipe.network().features();
        return Features.of(size, rows(pictures, size, built.network()::features, stop));
    }

    /** Asks about some pictures. */
    @FunctionalInterface
    private interface Question {
        Tensor of(Tensor x);
    }

    private static float[] rows(List<Picture> pictures, int each, Question question, StopSignal stop) {
        float[] answers = new float[pictures.size() * each];
        for (int first = 0; first < pictures.size(); first += ROWS) {
            stop.requireNone(STOPPED);
            int count = Math.min(ROWS, pictures.size() - first);
            float[] values = new float[count * NetInput.ELEMENTS];
            for (int i = 0; i < count; i++) {
                NetInput.write(NetInput.resized(pictures.get(first + i)), values, i * NetInput.ELEMENTS);
            }
            try (PointerScope scope = new PointerScope();
                    InferenceMode inference = new InferenceMode(true)) {
                Tensor x = Tensors.of(values, count, 3, NetInput.SIDE, NetInput.SIDE);
                System.arraycopy(Tensors.floats(question.of(x)), 0, answers, first * each, count * each);
            }
        }
        return answers;
    }

    @Override
    public String frechetName() {
        return "FD-emoji";
    }

    @Override
    public String kernelName() {
        return "KD-emoji";
    }

    @Override
    public String sha256() {
        return sha256;
    }

    @Override
    public String resizeRule() {
        return NetInput.RULE;
    }

    @Override
    public void close() {
        built.close();
    }
}
