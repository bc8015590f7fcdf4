// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.metric.KernelDistance;
import org.diffusion4j.metric.Overlap;
import org.diffusion4j.run.FileLayer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The figures of a model and how they were made.
 *
 * @param model its name or folder
 * @param sampler method, steps and guidance, in words
 * @param recipe how the figures were made
 * @param frechet Fréchet distance of the samples to the held-out split
 * @param frechetFloor of the training split to the held-out split: what a perfect model would have, or nearly
 * @param kernel kernel distance of the samples to the held-out split
 * @param kernelFloor of the training split to the held-out split
 * @param overlap of the samples with the held-out split
 * @param overlapFloor of the training split with it
 * @param accuracyOf share of the samples of each category that the judge takes for it; empty where none was asked for
 * @param judge accuracy of the judge on the held-out pictures of this size, averaged over the categories
 * @param nearest how near the samples come to training pictures
 * @param seconds the evaluation took
 */
public record EvaluationResult(
        String model,
        String sampler,
        EvaluationRecipe recipe,
        double frechet,
        double frechetFloor,
        KernelDistance kernel,
        KernelDistance kernelFloor,
        Overlap overlap,
        Overlap overlapFloor,
        Map<String, Double> accuracyOf,
        double judge,
        Nearest nearest,
        double seconds) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Distances to the nearest training picture: the root of the mean squared difference of all bytes, 0 to 255.
     *
     * @param median of the samples
     * @param heldOutMedian of the held-out pictures
     * @param least of the samples
     * @param heldOutNear that one of a hundred held-out pictures is nearer than
     * @param near samples that are nearer than that
     */
    public record Nearest(double median, double heldOutMedian, double least, double heldOutNear, int near) {}

    /** Keeps the order of the categories. */
    public EvaluationResult {
        accuracyOf = Collections.unmodifiableMap(new LinkedHashMap<>(accuracyOf));
    }

    /** The share of samples that the judge takes for what was asked for, averaged over the categories. */
    public OptionalDouble accuracy() {
        return accuracyOf.values().stream().mapToDouble(Double::doubleValue).average();
    }

    /** The last line: {@code accuracy=0.81 fd=3.21 kd=0.0123 count=900}. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "accuracy=%s fd=%.3f kd=%.5f count=%d",
                accuracy().isPresent()
                        ? String.format(Locale.ROOT, "%.2f", accuracy().getAsDouble())
                        : "none",
                frechet,
                kernel.mean(),
                recipe.count());
    }

    /** The record as JSON. */
    public String json() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    /** Writes the record as JSON. */
    public void write(Path file, FileLayer files) {
        byte[] bytes = (json() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            files.replace(file, ByteContent.of(() -> ByteBuffer.wrap(bytes)));
        } catch (IOException e) {
            throw new StorageException(
                    "the evaluation cannot be written to %s (%s). Make the folder writable or choose another."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }

    /**
     * Reads a record back.
     *
     * @throws FormatException if the file is none
     * @throws StorageException if it cannot be read
     */
    public static EvaluationResult read(Path file) {
        try {
            return JSON.readValue(Files.readAllBytes(file), EvaluationResult.class);
        } catch (JacksonException e) {
            throw new FormatException(
                    "%s is no record of an evaluation (%s). Give an evaluation.json that 'd4j evaluate' wrote."
                            .formatted(file, FormatException.reason(e.getOriginalMessage())),
                    e);
        } catch (IOException e) {
            throw new StorageException(
                    "%s cannot be read (%s). Give an evaluation.json that 'd4j evaluate' wrote."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }
}
