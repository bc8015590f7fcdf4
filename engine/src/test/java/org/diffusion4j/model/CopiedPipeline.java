// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.pipeline.PipelineFolder;
import org.diffusion4j.verify.FixtureSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with a directory of the diffusers library that it may damage. */
abstract class CopiedPipeline {
    static final String NETWORK = "unet/config.json";
    static final String SCHEDULER = "scheduler/scheduler_config.json";
    static final String INDEX = "model_index.json";

    @TempDir
    Path folder;

    private FixtureSet set;

    @BeforeEach
    void copy() throws IOException {
        set = FixtureSet.bundled();
        Path from = set.root().resolve("diffusers/pipelines/standard");
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path to = folder.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }

    @AfterEach
    void remove() {
        set.close();
    }

    Path replace(String file, String pattern, String by) throws IOException {
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        assertThat(text).containsPattern(pattern);
        Files.writeString(path, text.replaceAll(pattern, by));
        return path;
    }

    DiffusionException refused() {
        try (Model opened = Model.open(folder.toString(), "cpu")) {
            throw new AssertionError("opened: " + opened.recipe().system());
        } catch (DiffusionException e) {
            return e;
        }
    }

    List<String> warnings() {
        List<String> heard = new ArrayList<>();
        PipelineFolder.open(folder, heard::add);
        return heard;
    }

    void classIs(String className) throws IOException {
        replace(INDEX, "DDPMScheduler", className);
        replace(SCHEDULER, "DDPMScheduler", className);
    }
}
