// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.diffusion4j.config.Names;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.evaluate.SpiralQuality;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.gallery.SpiralGallery;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.Samples;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.run.FileLayer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code d4j sample}: samples of a model as numbers and as a picture. */
final class SampleCommand extends Command {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME|DIR|FILE",
            description = "A shipped model (spiral), the folder of a run, or a .safetensors file of one.")
    private String model = "";

    @Option(names = "--out", paramLabel = "DIR", description = "Where files are written (default: out).")
    private Path out = Path.of("out");

    @Option(names = "--count", paramLabel = "N", description = "How many samples (default: the recipe's).")
    private @Nullable Integer count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of start and noise (default: 0). The same seed gives the same samples.")
    private long seed;

    @Option(names = "--sampler", paramLabel = "NAME", description = "ddpm or ddim (default: the recipe's).")
    private @Nullable String sampler;

    @Option(names = "--steps", paramLabel = "N", description = "Steps of the run (default: all of the schedule).")
    private @Nullable Integer steps;

    @Option(names = "--eta", paramLabel = "X", description = "DDIM's stochasticity, 0 to 1.")
    private @Nullable Double eta;

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:1 (default: auto).")
    private String device = "auto";

    @Override
    int run(Terminal terminal) {
        try (StopOnInterrupt stop = new StopOnInterrupt(null);
                Model opened = Model.open(model, device)) {
            SampleConfig config = config(opened.recipe().sample());
            int total =
                    config.create(opened.schedule(), opened.recipe().learned()).evaluations();
            int wanted = count == null ? config.count() : count;
            SampleRequest request = SampleRequest.of(config, wanted, seed);
            requireOut(); // before the work, not after it
            long start = System.nanoTime();
            Samples samples;
            try (Progress progress = terminal.progressOf("sampling", 0, total)) {
                samples = opened.sample(request.reportingTo(progress::update).stoppedBy(stop.signal()));
            }
            terminal.err()
                    .println("Sampling time : (#%d) %s"
                            .formatted(wanted, TrainingView.clock(Duration.ofNanos(System.nanoTime() - start))));
            terminal.out().println("samples: %s".formatted(csv(samples)));
            if (SpiralGallery.shows(opened.recipe())) {
                Path picture = new SpiralGallery(out, opened.recipe())
                        .samples(
                                "samples",
                                samples,
                                "%d samples, seed %d".formatted(wanted, seed),
                                facts(config, wanted));
                terminal.out().println("picture: %s".formatted(picture));
                terminal.out().println(SpiralQuality.of(samples.values()).line());
            }
            return ExitCode.OK;
        }
    }

    private SampleConfig config(SampleConfig base) {
        SampleConfig config = sampler == null ? base : base.withSampler(method(sampler));
        config = steps == null ? config : config.withSteps(steps);
        if (eta != null && config.sampler() != SampleConfig.Method.DDIM) {
            throw new ConfigException(
                    "--eta belongs to the sampler ddim, and this run is one of %s. Add --sampler ddim, or leave --eta out."
                            .formatted(config.sampler().name().toLowerCase(Locale.ROOT)));
        }
        return eta == null ? config : config.withEta(eta);
    }

    static SampleConfig.Method method(String name) {
        for (SampleConfig.Method method : SampleConfig.Method.values()) {
            if (method.toString().equals(name)) {
                return method;
            }
        }
        var known = java.util.Arrays.stream(SampleConfig.Method.values())
                .map(SampleConfig.Method::toString)
                .toList();
        throw new ConfigException("there is no sampler '%s'. %s".formatted(name, Names.advice(name, known)));
    }

    private Map<String, String> facts(SampleConfig config, int wanted) {
        return Map.of(
                "model", model,
                "seed", Long.toString(seed),
                "count", Integer.toString(wanted),
                "sampler", config.sampler().toString(),
                "steps", config.steps().map(String::valueOf).orElse("all"));
    }

    private void requireOut() {
        try {
            FileLayer.disk().createFolders(out);
        } catch (IOException e) {
            throw unwritable(e);
        }
        if (!Files.isWritable(out)) {
            throw unwritable(new AccessDeniedException(out.toString()));
        }
    }

    private StorageException unwritable(IOException e) {
        return new StorageException(
                "nothing can be written to %s (%s). Make it a folder that you may write, free some space, or choose another with --out."
                        .formatted(out, StorageException.reason(e)),
                e);
    }

    private Path csv(Samples samples) {
        float[] values = samples.values();
        int each = values.length / samples.count();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            text.append(values[i]).append((i + 1) % each == 0 ? '\n' : ',');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        Path file = out.resolve("samples.csv");
        try {
            FileLayer.disk().replace(file, ByteContent.of(() -> ByteBuffer.wrap(bytes)));
        } catch (IOException e) {
            throw unwritable(e);
        }
        return file;
    }
}
