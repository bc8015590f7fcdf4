// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.data.ExternalDataConfig;
import org.diffusion4j.diffusers.DiffusersConfig;
import org.diffusion4j.diffusers.DiffusersJson;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.network.UNet2DConfig;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.sampler.diffusers.Schedulers;
import org.diffusion4j.train.TrainConfig;
import org.diffusion4j.weights.TensorFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A directory as the diffusers library saves a model: a whole pipeline in sub-folders, one without them as early versions
 * saved it, or a network alone.
 *
 * @param folder the directory
 * @param recipe what it says, as far as a recipe can say it
 * @param scheduler how it says to sample, in its own words
 */
public record PipelineFolder(Path folder, Recipe recipe, SchedulerConfig scheduler) {
    /** The version of the library whose files are written. */
    static final String VERSION = "0.40.0.dev0";

    static final String CONFIG = "config.json";
    static final String SCHEDULER_FILE = "scheduler_config.json";
    static final String UNET = "unet";
    static final String SCHEDULER = "scheduler";

    /** A network that is alone says nothing of noise; the library trains by this class. */
    private static final String USUAL_SCHEDULER = "DDPMScheduler";

    private static final int LONGEST_NAME = 64;

    /** Whether a folder is one: it has an index of components, or the configuration of a network. */
    public static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(PipelineIndex.FILE)) || isNetwork(folder);
    }

    /** The directory that a file of weights is part of, if it lies beside the configuration of a network. */
    public static Optional<Path> around(Path weights) {
        Path folder = weights.toAbsolutePath().normalize().getParent();
        if (folder == null || !isNetwork(folder)) {
            return Optional.empty();
        }
        return Optional.ofNullable(folder.getParent())
                .filter(above -> isOne(above) && component(above, UNET).equals(folder))
                .or(() -> Optional.of(folder));
    }

    private static boolean isNetwork(Path folder) {
        Path config = folder.resolve(CONFIG);
        return Files.isRegularFile(config)
                && DiffusersConfig.classOf(DiffusersJson.read(config)).isPresent();
    }

    /**
     * Reads all but the weights.
     *
     * @param warnings hears, in a sentence each, of keys that are passed over and of what had to be assumed
     * @throws FormatException if a component or a value is not known here
     * @throws StorageException if a file cannot be read
     */
    public static PipelineFolder open(Path folder, Consumer<String> warnings) {
        Optional<PipelineIndex> index = PipelineIndex.in(folder);
        String place = config(folder).toString();
        JsonNode json = EarlyNames.network(place, DiffusersJson.read(present(config(folder))), warnings);
        UNet2DConfig network = UNet2DFile.read(place, json);
        UNet2DFile.unknownKeys(place, json).ifPresent(warnings);
        SchedulerConfig scheduler = scheduler(folder, index, warnings);
        double dropout = UNet2DFile.conditionDropout(place, json);
        return new PipelineFolder(folder, sampled(systemName(folder), network, dropout, place, scheduler), scheduler);
    }

    /** A network as its scheduler's file samples it; {@code place} is the file of the network. */
    static Recipe sampled(
            String system, UNet2DConfig network, double conditionDropout, String place, SchedulerConfig scheduler) {
        SchedulerFile parts = SchedulerFile.of(scheduler);
        Conditioning conditioning = network.conditioning();
        boolean canDrop = conditioning instanceof Conditioning.Context
                || (conditioning instanceof Conditioning.Classes classes && classes.hasNull());
        if (conditionDropout > 0 && !canDrop) {
            throw new FormatException(
                    "'_condition_dropout' in %s is %s, and the network has nothing that stands for no condition. Remove the key, or add the '_null_class' that belongs to it."
                            .formatted(place, conditionDropout));
        }
        if (parts.objective().learnsVariance() && !network.learnsVariance()) {
            throw new FormatException(
                    "'variance_type' in %s is %s, but a network that learns its variance has twice as many out_channels as in_channels, and %s has %d and %d. Correct the file that is wrong."
                            .formatted(
                                    scheduler.place(),
                                    FormatException.shown(scheduler.text("variance_type", "")),
                                    place,
                                    network.outChannels(),
                                    network.inChannels()));
        }
        FileFault.during(place, UNet2DFile::key, () -> {
            Recipe.requireTimes(network, parts.objective(), parts.schedule());
            return network;
        });
        return FileFault.after(
                scheduler.place(),
                SchedulerFile.spelling(scheduler),
                () -> new Recipe(
                        system,
                        0,
                        new ExternalDataConfig(),
                        network,
                        parts.schedule(),
                        parts.prediction(),
                        parts.objective().withConditionDropout(conditionDropout),
                        TrainConfig.defaults(),
                        parts.sample()));
    }

    private static SchedulerConfig scheduler(Path folder, Optional<PipelineIndex> index, Consumer<String> warnings) {
        Path file = component(folder, SCHEDULER).resolve(SCHEDULER_FILE);
        Optional<String> indexed = index.flatMap(PipelineIndex::scheduler);
        if (indexed.isEmpty() && !Files.isRegularFile(file)) {
            warnings.accept(
                    "%s has no %s, so it is sampled as networks of %s are: 1000 steps, linear betas, predicting the noise. Add the file if it was trained otherwise."
                            .formatted(folder, SCHEDULER_FILE, USUAL_SCHEDULER));
            return new SchedulerConfig(USUAL_SCHEDULER, JsonNodeFactory.instance.objectNode());
        }
        JsonNode json = DiffusersJson.read(present(file));
        String place = file.toString();
        SchedulerConfig named = indexed.map(className -> new SchedulerConfig(place, className, json))
                .orElseGet(() -> SchedulerConfig.of(place, json));
        String indexPlace = folder.resolve(PipelineIndex.FILE).toString();
        if (indexed.isPresent()) {
            warnOfAnother(DiffusersConfig.classOf(json), named, indexPlace, warnings);
        }
        SchedulerConfig config = EarlyNames.scheduler(named, warnings);
        if (OtherRuns.isOne(config)) {
            Schedulers.unknownKeys(config).ifPresent(warnings);
            return OtherRuns.drawn(config, warnings);
        }
        SamplerClasses.require(
                indexed.isPresent() ? SCHEDULER : "_class_name",
                indexed.isPresent() ? indexPlace : place,
                config.className());
        // this pipeline makes its own solver whatever the file says
        SchedulerConfig followed =
                index.filter(PipelineIndex::isDdim).isPresent() ? config.readAs("DDIMScheduler") : config;
        Schedulers.unknownKeys(followed).ifPresent(warnings);
        return followed;
    }

    private static void warnOfAnother(
            Optional<String> named, SchedulerConfig config, String index, Consumer<String> warnings) {
        named.filter(className -> !className.equals(config.className()))
                .ifPresent(className -> warnings.accept(
                        "%s names the scheduler %s, and '_class_name' in %s is %s. It is read as %s, as the diffusers library does; write the same class in both if that is not meant."
                                .formatted(
                                        index,
                                        config.className(),
                                        config.place(),
                                        FormatException.shown(className),
                                        config.className())));
    }

    private static Path present(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new StorageException(
                    "%s is missing or no file. Get the whole directory again, with the folders of its parts."
                            .formatted(file));
        }
        return file;
    }

    private static Path config(Path folder) {
        return component(folder, UNET).resolve(CONFIG);
    }

    /** Does work on the network; what of its configuration cannot be built is told as a fault of its file. */
    public <T> T building(Supplier<T> work) {
        return FileFault.during(config(folder).toString(), UNet2DFile::key, work);
    }

    /** The folder of a component: its own, or the directory itself in the flat layout. */
    static Path component(Path folder, String name) {
        Path own = folder.resolve(name);
        return Files.exists(own, LinkOption.NOFOLLOW_LINKS) ? own : folder; // a link to nothing is missed by its name
    }

    private static String systemName(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        String plain = String.valueOf(name).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String trimmed = plain.replaceAll("^-|-$", "");
        return trimmed.isEmpty() ? "model" : trimmed.substring(0, Math.min(trimmed.length(), LONGEST_NAME));
    }

    /** The weights: one file or shards, safetensors or PyTorch's own. The caller closes them. */
    public TensorFile weights() {
        return TensorFiles.open(component(folder, UNET));
    }
}
