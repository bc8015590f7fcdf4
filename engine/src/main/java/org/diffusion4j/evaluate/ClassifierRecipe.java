// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.config.RecipeWriter;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.nn.ParameterScope;

/**
 * Everything that decides a classifier of emoji; equal recipes give equal weights on one machine, since it is trained on
 * one thread.
 *
 * @param network which one
 * @param seed of first weights, order and changes
 * @param steps updates, at least 1
 * @param batch pictures of an update, at least 1
 * @param learningRate the largest; it rises for a twentieth of the steps and falls along a half cosine
 * @param weightDecay of AdamW, 0 or more
 * @param shift pictures are moved by at most this many pixels, 0 to 8
 * @param smoothing share of the target that is spread over all classes, in [0, 1)
 */
public record ClassifierRecipe(
        @Key(about = "network: residual (64 features) or pooled (96)", standard = "residual")
        Kind network,

        @Key(about = "seed of first weights, order and changes", standard = "0")
        long seed,

        @Key(about = "updates", unit = "steps", standard = "2000")
        int steps,

        @Key(about = "pictures of an update", unit = "pictures", standard = "64")
        int batch,

        @Key(about = "the largest learning rate", standard = "2e-3")
        double learningRate,

        @Key(about = "decoupled weight decay", standard = "0.05")
        double weightDecay,

        @Key(about = "pictures are moved by at most this", unit = "pixels", standard = "3")
        int shift,

        @Key(about = "share of the target that is spread over all classes", standard = "0.1")
        double smoothing) {
    /** Classifiers that ship with the project: that of the features, and the one that judges samples. */
    public static final List<String> SHIPPED = List.of("emoji-features", "emoji-judge");

    /** Networks that differ in how they look at a picture. */
    public enum Kind {
        /** {@link ResidualClassifier}. */
        RESIDUAL(ResidualClassifier.FEATURES) {
            @Override
            ClassifierNet create(ParameterScope p, int classes) {
                return new ResidualClassifier(p, classes);
            }
        },
        /** {@link PooledClassifier}. */
        POOLED(PooledClassifier.FEATURES) {
            @Override
            ClassifierNet create(ParameterScope p, int classes) {
                return new PooledClassifier(p, classes);
            }
        };

        private final int features;

        Kind(int features) {
            this.features = features;
        }

        abstract ClassifierNet create(ParameterScope p, int classes);

        int features() {
            return features;
        }
    }

    /** Checks the ranges. */
    public ClassifierRecipe {
        boolean isFitting = steps >= 1 && batch >= 1 && shift >= 0 && shift <= 8 && smoothing >= 0 && smoothing < 1;
        if (!isFitting) {
            throw new ConfigException(
                    "a classifier was to be trained with %d steps of %d pictures moved by %d pixels, smoothing %s; steps and batch must be at least 1, shift lie in 0 to 8, smoothing in [0, 1). Usual are 2000, 64, 3 and 0.1."
                            .formatted(steps, batch, shift, smoothing));
        }
    }

    /** The recipe of a shipped classifier, or of a YAML file, with values replaced. */
    public static ClassifierRecipe of(String nameOrFile, List<String> overrides) {
        RecipeSource source = SHIPPED.contains(nameOrFile)
                ? RecipeSource.ofText(
                        nameOrFile, new String(resource(nameOrFile, "recipe.yaml"), StandardCharsets.UTF_8))
                : RecipeSource.ofFile(Path.of(nameOrFile));
        return RecipeReader.read(ClassifierRecipe.class, source, overrides);
    }

    /** A recipe from YAML text. */
    static ClassifierRecipe ofText(String name, String yaml) {
        return RecipeReader.read(ClassifierRecipe.class, RecipeSource.ofText(name, yaml));
    }

    /** The whole recipe as YAML. */
    public String yaml() {
        return RecipeWriter.yaml(ClassifierRecipe.class, this);
    }

    /** A file of a shipped classifier. */
    static byte[] resource(String name, String file) {
        String path = "/org/diffusion4j/models/" + name + "/" + file;
        try (InputStream in = ClassifierRecipe.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new StorageException(
                        "the shipped classifier '%s' is missing from the class path (%s). Build the project again."
                                .formatted(name, file));
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new StorageException(
                    "the shipped classifier '%s' cannot be read (%s). Build the project again."
                            .formatted(name, StorageException.reason(e)),
                    e);
        }
    }
}
