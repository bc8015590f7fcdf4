// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Batch;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.BatchMeeting;
import org.diffusion4j.nn.ConvolutionAlgorithm;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.TrainedConvolutions;
import org.diffusion4j.nn.TrainingPass;
import org.diffusion4j.objective.Objective;
import org.diffusion4j.objective.StepDraws;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.team.Alone;
import org.diffusion4j.team.GradientSum;
import org.diffusion4j.team.Team;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.tensor.Together;

/**
 * Computes the loss and gradient of a batch in micro-batches on one or more threads. Threads share the weights and have
 * gradients of their own, which are summed in the order of the threads; one thread with one micro-batch is the plain
 * case and runs in the caller. Micro-batch i belongs to thread i mod threads, so the sums have a fixed order. Where each thread
 * has one micro-batch, a normalisation by batch has the statistics of them all. Of a {@link
 * Team} each process learns its share of the rows, and all have the gradients of the whole batch in the end. While there
 * is a learner that computes in TF32, so does everything else in the process.
 */
public final class Learner implements AutoCloseable {
    private final Objective objective;
    private final Compute compute;
    private final boolean roundedBefore;
    private final int microBatch;
    private final Team team;
    private final GradientSum sum;
    private final List<Parameters.Built<Network>> workers = new ArrayList<>();
    private final ExecutorService pool;
    private final Optional<TrainedConvolutions> convolutions;

    /** A learner for {@code main}'s parameters in one process, with direct convolutions; as the other constructor says. */
    public Learner(
            Parameters.Built<Network> main,
            Function<ParameterScope, Network> plan,
            Objective objective,
            Compute compute,
            int microBatch,
            int threads) {
        this(
                main,
                plan,
                objective,
                compute,
                ConvolutionAlgorithm.DIRECT,
                microBatch,
                threads,
                new Alone(new StopSignal()));
    }

    /**
     * A learner for {@code main}'s parameters.
     *
     * @param plan makes the network again for each further thread
     * @param compute number format of convolutions and matrix products
     * @param convolution how convolutions are computed
     * @param microBatch rows per piece, at least 1; the whole batch if not smaller
     * @param threads at least 1; above 1 every operator runs on one thread
     * @param team learns each batch together
     */
    public Learner(
            Parameters.Built<Network> main,
            Function<ParameterScope, Network> plan,
            Objective objective,
            Compute compute,
            ConvolutionAlgorithm convolution,
            int microBatch,
            int threads,
            Team team) {
        roundedBefore = Engine.roundProductsToTf32(compute == Compute.TF32);
        this.objective = objective;
        this.compute = compute;
        this.microBatch = microBatch;
        this.team = team;
        this.sum = team.gradients(main.parameters());
        workers.add(main);
        for (int i = 1; i < threads; i++) {
            workers.add(main.parameters().share(plan));
        }
        pool = Together.workers(threads, "diffusion4j-worker");
        boolean isFiltered = convolution == ConvolutionAlgorithm.WINOGRAD && compute != Compute.TF32;
        convolutions = isFiltered ? Optional.of(new TrainedConvolutions()) : Optional.empty();
    }

    /**
     * Replaces the gradients by those of the mean loss over {@code batch}.
     *
     * @return that loss
     */
    public double learn(Batch batch, StepDraws draws) {
        try (Tensor loss = learnUnread(batch, draws)) {
            return loss.item_double();
        }
    }

    /** The same without reading the loss: a 0-d tensor where the network is, which the caller closes. */
    Tensor learnUnread(Batch batch, StepDraws draws) {
        Tensor statistics = workers.get(0).parameters().statistics();
        if (team.size() == 1 || statistics.numel() == 0) {
            return learned(batch, draws);
        }
        try (Tensor before = copy(statistics)) {
            try {
                return learned(batch, draws);
            } catch (TeamException e) { // the step is not done, so neither is its part of the running means
                copy(before, statistics);
                throw e;
            }
        }
    }

    private Tensor learned(Batch batch, StepDraws draws) {
        List<Batch> pieces = batch.share(team.rank(), team.size())
                .map(share -> share.split(microBatch))
                .orElse(List.of());
        Tensor loss;
        try {
            convolutions.ifPresent(all -> all.begin(pieces.size()));
            loss = workers.size() == 1 ? byCaller(pieces, batch.rows(), draws) : byThreads(pieces, batch.rows(), draws);
        } finally {
            convolutions.ifPresent(TrainedConvolutions::forget); // the weights may change before the next step
        }
        averageStatistics();
        team.endStep(loss);
        return loss;
    }

    /** The gradients travel to the other processes while the last micro-batch goes backward. */
    private Tensor byCaller(List<Batch> pieces, int rows, StepDraws draws) {
        if (pieces.isEmpty()) {
            zero(workers.get(0).parameters().gradients());
            sum.now();
            return nothing(workers.get(0).parameters());
        }
        return share(0, pieces, rows, draws, Optional.empty(), sum::during);
    }

    /** The gradients travel when those of the threads are summed. */
    private Tensor byThreads(List<Batch> pieces, int rows, StepDraws draws) {
        List<CompletableFuture<Tensor>> running = new ArrayList<>();
        Optional<BatchMeeting> meeting =
                pieces.size() <= workers.size() ? Optional.of(new BatchMeeting(pieces.size())) : Optional.empty();
        for (int w = 0; w < workers.size(); w++) {
            int worker = w;
            running.add(CompletableFuture.supplyAsync(() -> byThread(worker, pieces, rows, draws, meeting), pool));
        }
        List<Tensor> losses = Together.results(running);
        sumGradients();
        sum.now();
        Tensor loss = losses.get(0);
        losses.stream().skip(1).forEach(other -> {
            add(loss, other);
            other.close();
        });
        return loss;
    }

    private Tensor byThread(int worker, List<Batch> pieces, int rows, StepDraws draws, Optional<BatchMeeting> meeting) {
        try {
            return share(worker, pieces, rows, draws, meeting.map(all -> all.seat(worker)), Tensor::backward);
        } catch (RuntimeException | Error e) {
            meeting.ifPresent(all -> all.failed(e));
            throw e;
        }
    }

    /** @param seat where each thread has one piece, that of this one */
    private Tensor share(
            int worker,
            List<Batch> pieces,
            int rows,
            StepDraws draws,
            Optional<BatchMeeting.Seat> seat,
            Consumer<Tensor> lastBackward) {
        Parameters.Built<Network> own = workers.get(worker);
        zero(own.parameters().gradients());
        Tensor loss = nothing(own.parameters());
        for (int i = worker; i < pieces.size(); i += workers.size()) {
            try (PointerScope scope = new PointerScope();
                    TrainingPass pass = new TrainingPass(convolutions, seat)) {
                Batch piece = pieces.get(i);
                Tensor mean = objective.loss(compute.of(training(own.network(), piece, draws)), piece, draws);
                double part = (double) piece.rows() / rows;
                Tensor share = part == 1 ? mean : Tensors.times(mean, part);
                if (i + workers.size() < pieces.size()) {
                    share.backward();
                } else {
                    lastBackward.accept(share);
                }
                add(loss, share);
            }
        }
        return loss;
    }

    private static Network training(Network network, Batch piece, StepDraws draws) {
        return network.training(draws.dropout(piece.firstRow()));
    }

    /** A 0-d zero beside the parameters, which the caller closes. */
    private static Tensor nothing(Parameters parameters) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.keep(parameters.values().new_zeros());
        }
    }

    private static void add(Tensor sum, Tensor part) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            sum.add_(part);
        }
    }

    /** A copy, which the caller closes. */
    private static Tensor copy(Tensor numbers) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            return Tensors.keep(numbers.clone());
        }
    }

    private static void copy(Tensor from, Tensor to) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            to.copy_(from);
        }
    }

    private static void zero(Tensor gradients) {
        try (NoGradGuard guard = new NoGradGuard()) {
            gradients.zero_();
        }
    }

    /** Running means of a normalisation by batch: each process moved them by its own rows. */
    private void averageStatistics() {
        Tensor statistics = workers.get(0).parameters().statistics();
        if (team.size() > 1 && statistics.numel() > 0) {
            try (NoGradGuard guard = new NoGradGuard()) {
                statistics.mul_(Tensors.scalar(1.0 / team.size()));
            }
            team.sum(statistics);
        }
    }

    private void sumGradients() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor sum = workers.get(0).parameters().gradients();
            for (int w = 1; w < workers.size(); w++) {
                sum.add_(workers.get(w).parameters().gradients());
            }
        }
    }

    @Override
    public void close() {
        Engine.roundProductsToTf32(roundedBefore);
        pool.shutdownNow();
        convolutions.ifPresent(TrainedConvolutions::close);
        sum.close();
        workers.subList(1, workers.size()).forEach(Parameters.Built::close);
    }
}
