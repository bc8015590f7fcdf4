// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.data.Condition;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.InPieces;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.CleanEstimate;
import org.diffusion4j.pipeline.PipelineWriter;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.sampler.Denoiser;
import org.diffusion4j.sampler.Guidance;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.NoiseAhead;
import org.diffusion4j.sampler.NoiseInPlace;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.weights.FloatType;
import org.jspecify.annotations.Nullable;

/** A trained network with its recipe, ready to sample. Owns its tensors; close it. One thread at a time. */
public final class Model implements AutoCloseable {
    private final Recipe recipe;
    private final NoiseSchedule schedule;
    private final Parameters.Built<Network> built;
    private final Device device;
    private final List<String> classes;
    private final Optional<SchedulerConfig> scheduler;
    private final Compute compute;
    private final Network asked;
    private final Optional<InPieces> pieces;
    private @Nullable RowMemory rowMemory;

    /**
     * The network of {@code recipe} on {@code device} with values from {@code source}.
     *
     * @param classes names by label; empty where they are to be asked of the recipe's data
     * @param compute number format of convolutions and matrix products
     */
    Model(Recipe recipe, ParameterSource source, Device device, List<String> classes, Compute compute) {
        this(
                recipe,
                Parameters.forUse(
                        p -> recipe.network().create(p, recipe.schedule().steps()),
                        source,
                        device,
                        compute == Compute.BFLOAT16),
                device,
                classes,
                Optional.empty(),
                compute);
    }

    /** The network of a directory of the diffusers library, whose scheduler's file says how to sample. */
    Model(Recipe recipe, ParameterSource source, Device device, SchedulerConfig scheduler, Compute compute) {
        this(
                recipe,
                Parameters.forUse(
                        p -> recipe.network().create(p, recipe.schedule().steps()),
                        source,
                        device,
                        compute == Compute.BFLOAT16),
                device,
                List.of(),
                Optional.of(scheduler),
                compute);
    }

    /** A model over parameters that live elsewhere, for example those of a run; closing it closes them. */
    Model(Recipe recipe, Parameters.Built<Network> built, Device device, List<String> classes) {
        this(recipe, built, device, classes, Optional.empty(), Compute.FLOAT32);
    }

    private Model(
            Recipe recipe,
            Parameters.Built<Network> built,
            Device device,
            List<String> classes,
            Optional<SchedulerConfig> scheduler,
            Compute compute) {
        this.scheduler = scheduler;
        this.recipe = recipe;
        this.schedule = recipe.schedule().create();
        this.built = built;
        this.device = device;
        this.classes = List.copyOf(classes);
        this.compute = compute;
        this.pieces = recipe.network().isTiny() || !device.is_cpu()
                ? Optional.empty()
                : Optional.of(new InPieces(built.network(), compute, Engine.cores()));
        this.asked = pieces.<Network>map(all -> all).orElseGet(this::network);
    }

    /**
     * Opens a model on the first GPU if there is one, else on the CPU.
     *
     * @param nameOrPath a shipped name, a run folder, a safetensors file that a run wrote, or a directory of the diffusers
     *     library
     * @throws org.diffusion4j.error.DiffusionException with a sentence if there is none or it cannot be used
     */
    public static Model open(String nameOrPath) {
        return open(nameOrPath, "auto");
    }

    /** Opens a model on a device: {@code auto}, {@code cpu}, {@code cuda}, {@code cuda:1}. */
    public static Model open(String nameOrPath, String device) {
        return open(nameOrPath, device, WeightChoice.AVERAGED);
    }

    /** Opens a model with the averaged weights of its run, or with the raw ones. */
    public static Model open(String nameOrPath, String device, WeightChoice weights) {
        return open(nameOrPath, device, weights, Compute.FLOAT32);
    }

    /**
     * Opens a model that computes in another number format. In bfloat16 convolutions and matrix products are
     * faster where the processor has instructions for it, and slower elsewhere; samples are close to those of float32, but others.
     *
     * @throws ConfigException also if {@code compute} is {@link Compute#TF32}, which belongs to training
     */
    public static Model open(String nameOrPath, String device, WeightChoice weights, Compute compute) {
        compute.requireForAsking();
        return ModelFiles.open(nameOrPath, device, weights, compute);
    }

    /** Samples by the recipe's own method. */
    public Samples sample(int count, long seed) {
        return sample(SampleRequest.of(recipe.sample(), count, seed));
    }

    /** Samples. */
    public Samples sample(SampleRequest request) {
        Conditions.require(recipe, request);
        recipe.requireFitting(request.config());
        Sampler sampler = recipe.settled(request.config()).create(schedule, recipe.prediction());
        boolean isWatched = request.watcher() != SampleRequest.Watcher.NONE;
        if (recipe.network().isTiny() && !isWatched) {
            return Parts.inParallel(
                    request.count(),
                    Engine.cores(),
                    (first, count) -> part(
                            sampler,
                            first == 0 ? request : request.unobserved(),
                            first,
                            count,
                            count == request.count()));
        }
        Portions all = new Portions(request.count(), request.count()); // whoever watches sees all samples together
        return inPortions(
                sampler, request, isWatched ? all : portions(request.count(), request.condition(), request.guidance()));
    }

    /** Samples, some at once. */
    Samples inPortions(Sampler sampler, SampleRequest request, Portions portions) {
        return Samples.joined(portions.draw(
                sampler.evaluations(),
                request.progress(),
                (first, count, progress) -> part(sampler, request.reportingTo(progress), first, count, true)));
    }

    private Samples part(Sampler sampler, SampleRequest request, int first, int count, boolean isAlone) {
        return quietly(() -> {
            try (PointerScope scope = new PointerScope();
                    Along along = new Along()) {
                ImageNoise noise = new ImageNoise(request.seed(), first, count);
                Tensor start = Tensors.on(device, noise.start(recipe.network().inputShape()));
                Denoiser denoiser = along.denoiser(
                        request.condition().rows(first, count), request.guidance(), sampler.readsVariance());
                return run(sampler, denoiser, start, noise, request, isAlone);
            }
        });
    }

    /**
     * How many rows the network is best asked about at once, by the memory that is free; all of them on a GPU and where the
     * network is tiny.
     *
     * @param count rows in all, at least 1
     * @param condition what is told of all of them
     * @throws ConfigException if not even one row fits, or the model cannot follow the condition or the guidance
     */
    public Portions portions(int count, Condition condition, Guidance guidance) {
        requireFollowed(count, condition, guidance);
        if (count == 1 || recipe.network().isTiny() || !device.is_cpu()) {
            return new Portions(count, count);
        }
        if (rowMemory == null) {
            rowMemory = Engine.withThreads(Engine.cores(), () -> RowMemory.of(network(), recipe.network()));
        }
        int evaluated = guidance.isNone() ? 1 : 2;
        return Portions.fitting(
                count, evaluated * rowMemory.most(), evaluated * rowMemory.least(), Engine.freeMemory());
    }

    /**
     * Completes noisy data: the reverse process from the middle, by the recipe's own method with all of its steps.
     *
     * @param noisy samples as they are at time {@code fromTime}, sample after sample
     * @param fromTime their noise level, a time of the schedule
     * @param seed of the noise; repeated runs with other seeds show how sure the model is
     * @throws ShapeException if {@code noisy} does not hold whole samples
     */
    public Samples denoise(float[] noisy, int fromTime, long seed) {
        long[] item = recipe.network().inputShape();
        int each = Math.toIntExact(Shapes.elements(item));
        if (noisy.length == 0 || noisy.length % each != 0) {
            throw new ShapeException("a sample of this model has %d numbers %s, but %d were given. Give whole samples."
                    .formatted(each, Shapes.text(item), noisy.length));
        }
        if (fromTime < schedule.firstStep() || fromTime > schedule.lastStep()) {
            throw new ConfigException(
                    "fromTime must lie in %d to %d (the schedule's last) but was %d. Give the noise level of the data."
                            .formatted(schedule.firstStep(), schedule.lastStep(), fromTime));
        }
        int count = noisy.length / each;
        Conditions.require(recipe, SampleRequest.of(recipe.sample(), count, seed));
        Sampler sampler = recipe.settled(recipe.sample())
                .create(schedule, recipe.prediction(), Timesteps.startingAt(schedule, fromTime));
        return quietly(() -> {
            try (PointerScope scope = new PointerScope();
                    Along along = new Along()) {
                Tensor given = Tensors.on(device, Tensors.of(noisy, withBatch(count, item)));
                // the run multiplies its start by this scale, which the given data have already
                Tensor start = Tensors.times(given.to(ScalarType.Double), 1 / sampler.initialScale());
                Denoiser denoiser = along.denoiser(Condition.NONE, Guidance.NONE, sampler.readsVariance());
                ImageNoise noise = new ImageNoise(seed, 0, count);
                SampleRequest request = SampleRequest.of(recipe.sample(), count, seed);
                return run(sampler, denoiser, start, noise, request, true);
            }
        });
    }

    /**
     * The next noise is drawn on a thread of its own where that has a core: beside a GPU, or beside a tiny network that is
     * alone and so takes one core.
     */
    private Samples run(
            Sampler sampler,
            Denoiser denoiser,
            Tensor start,
            ImageNoise noise,
            SampleRequest request,
            boolean isAlone) {
        boolean isCoreFree = recipe.network().isTiny() && isAlone && Engine.cores() > 1;
        if (isCoreFree || !device.is_cpu()) {
            try (NoiseAhead ahead = new NoiseAhead(noise, sampler.evaluations())) {
                return run(sampler, denoiser, start, ahead, request);
            }
        }
        try (NoiseInPlace inPlace = new NoiseInPlace(noise)) {
            return run(sampler, denoiser, start, inPlace, request);
        }
    }

    private Samples run(Sampler sampler, Denoiser denoiser, Tensor start, Noise noise, SampleRequest request) {
        return Samples.taking(Sampling.run(
                sampler,
                denoiser,
                start,
                noise,
                (evaluations, x) -> {
                    request.progress().accept(evaluations);
                    request.watcher().after(evaluations, () -> Samples.of(x));
                },
                request.stop()));
    }

    /** The network, told nothing, as a function that samplers can ask; lives no longer than this. */
    public Denoiser denoiser() {
        return denoiser(Condition.NONE, Guidance.NONE);
    }

    /**
     * The network's prediction as a function of rows that {@code condition} is told of; lives no longer than this. A
     * self-conditioned network remembers its last estimate: use a new one for every run.
     *
     * @param guidance other than none only for a model that was trained with condition dropout
     */
    public Denoiser denoiser(Condition condition, Guidance guidance) {
        return new Along().denoiser(condition, guidance, false);
    }

    /** Work that asks a network. */
    @FunctionalInterface
    public interface Work<T> {
        /** Called once; the denoiser lives until it returns, and tensors that it makes live as long unless they are kept. */
        T with(Denoiser denoiser);
    }

    /**
     * Does work of one's own with the network's prediction as a function, on this model's threads: any run of
     * {@link Sampling}, from any start.
     *
     * @param rows how many the denoiser will be asked about at once
     * @param condition what is told of them; {@link Condition#NONE} for nothing
     * @param guidance as {@link #denoiser(Condition, Guidance)} takes it
     * @param readsVariance of the sampler
     * @throws ConfigException if the model cannot follow the condition or the guidance
     */
    public <T> T asked(int rows, Condition condition, Guidance guidance, boolean readsVariance, Work<T> work) {
        requireFollowed(rows, condition, guidance);
        return Engine.withThreads(recipe.network().isTiny() ? 1 : Engine.cores(), () -> {
            try (PointerScope scope = new PointerScope();
                    Along along = new Along()) {
                return work.with(along.denoiser(condition, guidance, readsVariance));
            }
        });
    }

    private void requireFollowed(int rows, Condition condition, Guidance guidance) {
        Conditions.require(
                recipe,
                SampleRequest.of(recipe.sample(), rows, 0)
                        .conditionedOn(condition)
                        .guidedBy(guidance));
    }

    /** Where its tensors are, and where those must be that its network is given. */
    public Device device() {
        return device;
    }

    /** The number format of its convolutions and matrix products. */
    public Compute compute() {
        return compute;
    }

    /** What one run leads along from evaluation to evaluation. */
    private final class Along implements AutoCloseable {
        private final Optional<Remembering> memory = recipe.network().isSelfConditioned()
                ? Optional.of(new Remembering(asked, new CleanEstimate(schedule, recipe.prediction())))
                : Optional.empty();

        Denoiser denoiser(Condition condition, Guidance guidance, boolean readsVariance) {
            return new NetworkDenoiser(
                    memory.<Network>map(one -> one).orElse(asked),
                    recipe.network().conditioning(),
                    condition,
                    guidance,
                    schedule.lastStep(),
                    readsVariance,
                    device);
        }

        @Override
        public void close() {
            memory.ifPresent(Remembering::close);
        }
    }

    /**
     * A sampler's own arithmetic is little, and on one thread: after an operator of several the library's threads wait at full speed
     * for some milliseconds, on the cores where the pieces compute.
     */
    private Samples quietly(Supplier<Samples> work) {
        return Engine.withThreads(pieces.isPresent() || recipe.network().isTiny() ? 1 : Engine.cores(), work);
    }

    private static long[] withBatch(int count, long... item) {
        long[] shape = Arrays.copyOf(new long[] {count}, item.length + 1);
        System.arraycopy(item, 0, shape, 1, item.length);
        return shape;
    }

    /** The network, on the thread that asks; lives no longer than this. */
    Network network() {
        return compute.of(built.network());
    }

    /**
     * Writes the weights that it samples from into {@code folder} with the recipe, as {@code model.safetensors} and
     * {@code recipe.yaml}: a model to give away, which {@link #open(String)} opens by either name. Of a model that was opened in
     * bfloat16 the kernels of convolutions are rounded to that.
     *
     * @param type how weights are stored; two bytes halve the file
     * @throws org.diffusion4j.error.StorageException if the folder cannot be written
     */
    public void save(Path folder, FloatType type) {
        ModelFiles.save(parameters(), recipe.yaml(), classes(), folder, type);
    }

    /**
     * Writes it as a new directory of the diffusers library.
     *
     * @param type how weights are stored
     * @param maxShardBytes bytes of the tensors in one file; {@link PipelineWriter#SHARD_BYTES} is usual
     * @throws ConfigException if the library has no such network, or the folder exists
     * @throws org.diffusion4j.error.StorageException if the folder cannot be written
     */
    public void saveForDiffusers(Path folder, FloatType type, long maxShardBytes) {
        new PipelineWriter(FileLayer.disk(), maxShardBytes)
                .write(folder, recipe, scheduler, ModelFiles.arrays(parameters(), type), ModelFiles::warn);
    }

    /** How it was made. */
    public Recipe recipe() {
        return recipe;
    }

    /** The names of its classes, by label; empty where they have none. */
    public List<String> classes() {
        return classes.isEmpty() ? recipe.data().classes(recipe.seed()) : classes;
    }

    /** Its noise schedule. */
    public NoiseSchedule schedule() {
        return schedule;
    }

    /** Its tensors under their checkpoint names; of a model in bfloat16 the kernels of its convolutions are rounded to that. */
    public Parameters parameters() {
        return built.parameters();
    }

    @Override
    public void close() {
        pieces.ifPresent(InPieces::close);
        built.close();
    }
}
