// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train.mat;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.network.mat.Discriminator;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.MappingNet;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.objective.mat.Adversarial;
import org.diffusion4j.objective.mat.PerceptualLoss;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.train.GradientNorm;

/**
 * One iteration: the generator's update, the discriminator's, and every so often the discriminator's by the R1 penalty;
 * then the running average of the generator. All of it sees the same real images and holes; latents, noise and style mix
 * are new for each forward of the generator.
 */
public final class MatIteration implements AutoCloseable {
    private final MatTrainConfig config;
    private final MatWeights weights;
    private final Parameters.Built<Discriminator> judge;
    private final Optional<PerceptualLoss> perceptual;

    /** Some of the images of an iteration, with the random choices of both forwards. */
    public record Piece(Tensor images, Tensor known, PhaseDraws forGenerator, PhaseDraws forDiscriminator) {}

    /** Updates {@code weights}; the perceptual loss remains the caller's. */
    public MatIteration(MatTrainConfig config, MatWeights weights, Optional<PerceptualLoss> perceptual) {
        this.config = config;
        this.weights = weights;
        this.perceptual = perceptual;
        judge = weights.judge();
    }

    /**
     * Iteration number {@code iteration}, counted from 0.
     *
     * @param pieces of the batch, each computed at once; the discriminator compares the images of a piece with each other
     * @throws DivergedException if a loss or gradient is not finite
     */
    public IterationReport run(long iteration, List<Piece> pieces) {
        long start = System.nanoTime();
        long rows = pieces.stream().mapToLong(piece -> piece.images().size(0)).sum();
        IterationReport.ForGenerator generator = generator(iteration, pieces, rows);
        IterationReport.ForDiscriminator discriminator = discriminator(iteration, pieces, rows);
        Optional<IterationReport.ForPenalty> penalty =
                config.hasPenalty(iteration) ? Optional.of(penalty(iteration, pieces, rows)) : Optional.empty();
        weights.average().update(iteration);
        return new IterationReport(iteration + 1, generator, discriminator, penalty, System.nanoTime() - start);
    }

    private IterationReport.ForGenerator generator(long iteration, List<Piece> pieces, long rows) {
        Parameters parameters = weights.generator().parameters();
        zero(parameters.gradients());
        double[] sums = new double[4];
        for (Piece piece : pieces) {
            try (PointerScope scope = new PointerScope()) {
                double share = (double) piece.images().size(0) / rows;
                Generator.Filled filled = fill(piece, piece.forGenerator());
                Tensor image = Adversarial.asReal(judge.network().images(filled.image(), piece.known(), null));
                Tensor draft = Adversarial.asReal(judge.network().drafts(filled.draft(), piece.known(), null));
                Tensor l1 = torch.l1_loss(filled.image(), piece.images());
                Tensor loss = image.add(draft);
                if (config.l1() > 0) {
                    loss = Tensors.plusScaled(loss, l1, config.l1());
                }
                if (config.draftL1() > 0) {
                    Tensor apart = torch.l1_loss(filled.draft(), piece.images());
                    loss = Tensors.plusScaled(loss, apart, config.draftL1());
                }
                if (perceptual.isPresent()) {
                    Tensor seen = perceptual.get().of(filled.image(), piece.images());
                    loss = Tensors.plusScaled(loss, seen, config.perceptual());
                    sums[3] += share * seen.item_double();
                }
                Tensors.times(loss, share).backward();
                sums[0] += share * image.item_double();
                sums[1] += share * draft.item_double();
                sums[2] += share * l1.item_double();
            }
        }
        double norm = norm(iteration, "generator", parameters, sums);
        weights.generatorAdam()
                .step(
                        iteration,
                        config.generatorRate(),
                        weights.generatorAdam().settings().beta1());
        return new IterationReport.ForGenerator(sums[0], sums[1], sums[2], sums[3], norm);
    }

    private IterationReport.ForDiscriminator discriminator(long iteration, List<Piece> pieces, long rows) {
        Parameters parameters = weights.discriminator().parameters();
        Discriminator d = weights.discriminator().network();
        zero(parameters.gradients());
        double[] sums = new double[4];
        for (Piece piece : pieces) {
            try (PointerScope scope = new PointerScope()) {
                double share = (double) piece.images().size(0) / rows;
                Generator.Filled filled;
                try (NoGradGuard guard = new NoGradGuard()) {
                    filled = fill(piece, piece.forDiscriminator());
                }
                Tensor known = piece.known();
                // filled and real images never meet in one batch, whose statistics the network sees
                sums[0] += share * back(Adversarial.asFilled(d.images(filled.image(), known, null)), share);
                sums[1] += share * back(Adversarial.asFilled(d.drafts(filled.draft(), known, null)), share);
                sums[2] += share * back(Adversarial.asReal(d.images(piece.images(), known, null)), share);
                sums[3] += share * back(Adversarial.asReal(d.drafts(piece.images(), known, null)), share);
            }
        }
        double norm = norm(iteration, "discriminator", parameters, sums);
        step(config.discriminatorUpdates(iteration));
        return new IterationReport.ForDiscriminator(sums[0], sums[1], sums[2], sums[3], norm);
    }

    private static double back(Tensor loss, double share) {
        Tensors.times(loss, share).backward();
        return loss.item_double();
    }

    private IterationReport.ForPenalty penalty(long iteration, List<Piece> pieces, long rows) {
        Parameters parameters = weights.discriminator().parameters();
        Discriminator d = weights.discriminator().network();
        zero(parameters.gradients());
        List<Double> image = new ArrayList<>();
        List<Double> draft = new ArrayList<>();
        double loss = 0;
        for (Piece piece : pieces) {
            try (PointerScope scope = new PointerScope()) {
                Tensor x = leaf(piece.images());
                Tensor y = leaf(piece.images());
                Tensor ofImage = Adversarial.gradientPenalty(d.images(x, piece.known(), null), x);
                Tensor ofDraft = Adversarial.gradientPenalty(d.drafts(y, piece.known(), null), y);
                Tensor part =
                        Tensors.times(ofImage.add(ofDraft).sum(), config.penaltyEvery() * config.gamma() / 2 / rows);
                part.backward();
                loss += part.item_double();
                add(ofImage, image);
                add(ofDraft, draft);
            }
        }
        double norm = norm(iteration, "penalty", parameters, loss);
        step(config.discriminatorUpdates(iteration) + 1);
        return new IterationReport.ForPenalty(image, draft, loss, norm);
    }

    private static Tensor leaf(Tensor images) {
        return images.detach().clone().requires_grad_(true);
    }

    private static void add(Tensor penalties, List<Double> to) {
        for (double penalty : Tensors.doubles(penalties)) {
            to.add(penalty);
        }
    }

    /** Fills the holes of a piece; every such forward moves the running mean of styles. */
    private Generator.Filled fill(Piece piece, PhaseDraws draws) {
        Generator g = weights.generator().network();
        MappingNet mapping = g.mapping();
        Truncation truncation = Truncation.of(config.psi());
        Tensor styles = mapping.style(draws.z(), null);
        mapping.track(styles);
        Tensor rows = mapping.rows(styles, truncation);
        if (draws.second().isPresent()) {
            PhaseDraws.Second second = draws.second().get();
            Tensor other = mapping.rows(mapping.style(second.z(), null), truncation);
            long split = second.firstRow();
            rows = cat(new TensorVector(rows.narrow(1, 0, split), other.narrow(1, split, rows.size(1) - split)), 1);
        }
        return g.forward(piece.images(), piece.known(), rows, draws.chance());
    }

    private void step(long update) {
        weights.discriminatorAdam()
                .step(
                        update,
                        config.discriminatorRate(),
                        weights.discriminatorAdam().settings().beta1());
    }

    private static void zero(Tensor gradients) {
        try (NoGradGuard guard = new NoGradGuard()) {
            gradients.zero_();
        }
    }

    private static double norm(long iteration, String network, Parameters parameters, double... losses) {
        double norm = GradientNorm.of(parameters.gradients());
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        if (!Double.isFinite(sum) || !Double.isFinite(norm)) {
            throw new DivergedException(
                    "Step %d of the %s gave loss %s and gradient norm %s, which are not finite; the last saved state is unharmed. Usual causes: a learning rate that is too large, data with NaN, a damaged starting point. Resume with a lower --set train.learningRate."
                            .formatted(iteration + 1, network, sum, norm),
                    iteration,
                    sum);
        }
        return norm;
    }

    @Override
    public void close() {
        judge.close();
    }
}
