// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.diffusion4j.diffusers.DiffusersJson;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.network.UNet2DConfig;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.weights.WeightsWriter;
import tools.jackson.databind.JsonNode;

/** Writes a model as a directory of the diffusers library, which opens it as one of its own. */
public final class PipelineWriter {
    /** Bytes of the tensors in one file; the library's own limit. */
    public static final long SHARD_BYTES = 10_000_000_000L;

    private static final String WEIGHTS = "diffusion_pytorch_model";

    private final FileLayer files;
    private final long maxShardBytes;

    /**
     * A writer.
     *
     * @param maxShardBytes bytes of the tensors in one file; {@link #SHARD_BYTES} is usual
     */
    public PipelineWriter(FileLayer files, long maxShardBytes) {
        this.files = files;
        this.maxShardBytes = maxShardBytes;
    }

    /**
     * Writes {@code model_index.json}, {@code unet/} and {@code scheduler/}; the index last, so that a directory without one
     * is known to be unfinished.
     *
     * @param folder a new one
     * @param read the scheduler's file that the recipe was read from, if it was read from one
     * @param arrays the network's weights under its own names
     * @param warnings hears, in a sentence, where the pipeline that the library makes of it would sample otherwise
     * @throws ConfigException if the folder exists, or the library has no such network or schedule
     * @throws StorageException if the folder cannot be written
     */
    public void write(
            Path folder,
            Recipe recipe,
            Optional<SchedulerConfig> read,
            List<NamedArray> arrays,
            Consumer<String> warnings) {
        if (!(recipe.network() instanceof UNet2DConfig network)) {
            throw new ConfigException(
                    "the network of '%s' has no like in the diffusers library. Models of kind unet2d can be written as its directories."
                            .formatted(recipe.system()));
        }
        if (files.exists(folder)) {
            throw new ConfigException(
                    "%s exists already, and nothing is written over. Remove it, or choose another name."
                            .formatted(folder));
        }
        SchedulerFile parts =
                new SchedulerFile(recipe.schedule(), recipe.prediction(), recipe.objective(), recipe.sample());
        JsonNode scheduler = read.map(parts::json).orElseGet(parts::json);
        Path unet = folder.resolve(PipelineFolder.UNET);
        Path schedulers = folder.resolve(PipelineFolder.SCHEDULER);
        try {
            files.createFolders(unet);
            files.createFolders(schedulers);
            text(
                    unet.resolve(PipelineFolder.CONFIG),
                    UNet2DFile.write(network, recipe.objective().conditionDropout()));
            text(schedulers.resolve(PipelineFolder.SCHEDULER_FILE), scheduler);
            new WeightsWriter(Map.of("format", "pt"), arrays, files).writeShards(unet, WEIGHTS, maxShardBytes);
            String schedulerClass = scheduler.path("_class_name").asString("");
            text(
                    folder.resolve(PipelineIndex.FILE),
                    PipelineIndex.of(schedulerClass).json());
            PipelineIndex.warning(folder, schedulerClass).ifPresent(warnings);
        } catch (IOException e) {
            throw new StorageException(
                    "the model cannot be written to %s (%s). Make the folder above it writable or free some space."
                            .formatted(folder, StorageException.reason(e)),
                    e);
        }
    }

    private void text(Path file, JsonNode json) throws IOException {
        byte[] bytes = DiffusersJson.text(json).getBytes(StandardCharsets.UTF_8);
        files.replace(file, ByteContent.of(() -> ByteBuffer.wrap(bytes)));
    }
}
