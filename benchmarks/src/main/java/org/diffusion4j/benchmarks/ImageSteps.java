// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.evaluate.NetworkWork;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.WeightChoice;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.InPieces;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.UNet2DConfig;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.network.mat.GeneratorConfig;
import org.diffusion4j.network.mat.RowDraws;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.pipeline.UNet2DFile;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Tensors;
import tools.jackson.databind.json.JsonMapper;

/** Sampling steps of image networks with first values; belongs to one thread. */
interface ImageSteps extends AutoCloseable {
    /** Google's {@code ddpm-cifar10-32}, as its {@code config.json} has it. */
    String CIFAR10_32 = """
            {"_class_name": "UNet2DModel", "sample_size": 32, "in_channels": 3, "out_channels": 3,
             "block_out_channels": [128, 256, 256, 256], "layers_per_block": 2, "norm_num_groups": 32, "norm_eps": 1e-6,
             "down_block_types": ["DownBlock2D", "AttnDownBlock2D", "DownBlock2D", "DownBlock2D"],
             "up_block_types": ["UpBlock2D", "UpBlock2D", "AttnUpBlock2D", "UpBlock2D"],
             "attention_head_dim": null, "downsample_padding": 0, "flip_sin_to_cos": false, "freq_shift": 1}
            """;

    /** Rows are drawn by as many steps as make a good window; milliseconds of one step. */
    double window();

    @Override
    void close();

    /** The steps of a subject; all but MAT, whose step is a whole filling, can have any number of rows. */
    static ImageSteps of(Subject subject, int batch) {
        try (Prepared prepared = new Prepared(subject)) {
            return of(subject, batch, prepared.path(), Compute.FLOAT32);
        }
    }

    /** The steps of a subject that was prepared; in the number format {@code compute}. */
    static ImageSteps of(Subject subject, int batch, Path prepared, Compute compute) {
        return switch (subject) {
            case UNET2D -> new OfUNet2D(batch, prepared, compute);
            case MAT -> new OfMat(batch, prepared, compute);
            default -> new OfModel(subject, batch, OfModel.STEPS, prepared, compute);
        };
    }

    /**
     * Writes a subject's network with first values into a folder: a file of weights, or a run with further values of its
     * recipe replaced. UNet2D and MAT have no recipe here.
     */
    static Path prepare(Subject subject, Path folder, String... overrides) {
        Path weights = folder.resolve("weights.safetensors");
        return switch (subject) {
            case UNET2D -> FirstWeights.write(weights, OfUNet2D::network);
            case MAT -> FirstWeights.write(weights, OfMat::network);
            default -> FreshModel.saved(folder, subject, overrides);
        };
    }

    /** The configuration of the comparison. */
    static UNet2DConfig cifar10() {
        return UNet2DFile.read(JsonMapper.builder().build().readTree(CIFAR10_32));
    }

    private static double milliseconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    /** Whole runs of a model, as {@code d4j sample} does them. */
    final class OfModel implements ImageSteps {
        private static final int STEPS = 10;

        private final Model model;
        private final SampleRequest request;
        private final int steps;

        OfModel(Subject subject, int batch, int runSteps, Path prepared, Compute compute) {
            model = Model.open(prepared.toString(), "cpu", WeightChoice.AVERAGED, compute);
            boolean isChain = subject == Subject.BLEND; // all of its steps, or none
            SampleConfig config = model.recipe().sample();
            config = isChain ? config : config.withSampler(SamplerName.DDPM).withSteps(runSteps);
            steps = config.create(model.schedule(), model.recipe().prediction()).evaluations();
            request = SampleRequest.of(config, batch, 0)
                    .conditionedOn(told(model.recipe().network().conditioning(), batch));
        }

        private static Condition told(Conditioning conditioning, int rows) {
            int[] labels = new int[rows];
            if (conditioning instanceof Conditioning.Classes classes) {
                Arrays.setAll(labels, i -> i % classes.count());
                return Condition.labels(labels);
            }
            if (conditioning instanceof Conditioning.Context context) {
                float[] values = new float[rows * context.size()];
                for (int row = 0; row < rows; row++) {
                    values[row * context.size() + row % context.size()] = 1;
                }
                return Condition.context(context.size(), values);
            }
            return Condition.NONE;
        }

        @Override
        public double window() {
            return run() / steps;
        }

        /** Milliseconds of a whole run. */
        double run() {
            return milliseconds(() -> model.sample(request));
        }

        @Override
        public void close() {
            model.close();
        }
    }

    /** Evaluations of the network of diffusers; its step has no more to it that could be measured. */
    final class OfUNet2D implements ImageSteps {
        private static final int SIDE = 32;

        private final Parameters.Built<Network> built;
        private final InPieces network;
        private final Device device = Devices.of("cpu");
        private final int batch;

        OfUNet2D(int batch, Path weights, Compute compute) {
            this.batch = batch;
            built = FirstWeights.read(weights, OfUNet2D::network, device, compute);
            network = new InPieces(built.network(), compute, Engine.cores());
        }

        private static Network network(ParameterScope p) {
            return cifar10().create(p, 1000);
        }

        @Override
        public double window() {
            try (PointerScope scope = new PointerScope();
                    InferenceMode inference = new InferenceMode(true)) {
                float[] noise = new float[batch * 3 * SIDE * SIDE];
                RandomStream.of(0, "noise").fillNormal(noise, 0, noise.length);
                Tensor x = Tensors.of(noise, batch, 3, SIDE, SIDE);
                Tensor time = Tensors.of(new float[] {500}, 1);
                return milliseconds(() -> network.forward(x, time, Condition.NONE));
            }
        }

        @Override
        public void close() {
            network.close();
            built.close();
        }
    }

    /** Fillings of a square hole. */
    final class OfMat implements ImageSteps {
        private static final int SIDE = 256;
        private static final double KEEP = 0.5;

        private static final GeneratorConfig CONFIG = GeneratorConfig.defaults().withResolution(SIDE);
        private final Parameters.Built<Generator> built;
        private final Device device = Devices.of("cpu");
        private final int batch;
        private final Compute compute;
        private int next;

        OfMat(int batch, Path weights, Compute compute) {
            this.batch = batch;
            this.compute = compute;
            built = FirstWeights.read(weights, OfMat::network, device, compute);
        }

        private static Generator network(ParameterScope p) {
            return new Generator(p, CONFIG);
        }

        @Override
        public double window() {
            try (PointerScope scope = new PointerScope();
                    InferenceMode inference = new InferenceMode(true)) {
                Tensor image = Tensors.of(new float[batch * 3 * SIDE * SIDE], batch, 3, SIDE, SIDE);
                Tensor known = image.new_ones(batch, 1, SIDE, SIDE);
                known.narrow(2, SIDE / 4, SIDE / 2)
                        .narrow(3, SIDE / 4, SIDE / 2)
                        .zero_();
                RowDraws draws = new RowDraws(RandomStream.of(0, "image", next++), 0, batch, device);
                Generator network = built.network();
                return milliseconds(() -> compute.during(device, () -> {
                    Tensor z = draws.latents("z", CONFIG.latent());
                    Tensor rows = network.mapping().rows(network.mapping().style(z, null), Truncation.NONE);
                    return network.forward(image, known, rows, draws.chance(KEEP));
                }));
            }
        }

        @Override
        public void close() {
            built.close();
        }
    }

    /** The arithmetic of one row in multiples of 1e9, a multiply-add counted as two; empty for MAT. */
    static OptionalDouble gigaflop(Subject subject) {
        return switch (subject) {
            case MAT -> OptionalDouble.empty();
            case UNET2D -> gigaflop(NetworkWork.of(cifar10(), 1000));
            default -> gigaflop(NetworkWork.of(subject.recipe()));
        };
    }

    private static OptionalDouble gigaflop(NetworkWork work) {
        return OptionalDouble.of(2e-9 * work.multiplyAdds());
    }
}
