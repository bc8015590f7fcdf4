// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.tensor.Tensors;

/** A team over libtorch's own c10d with Gloo: processors of one or several machines. */
final class GlooTeam implements Team {
    private final ProcessGroupGloo group;
    private final int rank;
    private final int size;
    private final int neighbours;
    private final StopSignal wish;
    private final StopSignal agreed = new StopSignal();
    private boolean isBroken;

    private GlooTeam(ProcessGroupGloo group, int rank, int size, int neighbours, StopSignal wish) {
        this.group = group;
        this.rank = rank;
        this.size = size;
        this.neighbours = neighbours;
        this.wish = wish;
    }

    static Team of(
            Board board, String address, int rank, int size, int neighbours, StopSignal wish, Duration patience) {
        try (PointerScope scope = new PointerScope()) {
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(new Milliseconds(patience.toMillis()));
            options.devices().push_back(ProcessGroupGloo.createDeviceForHostname(address));
            ProcessGroupGloo group = new ProcessGroupGloo(board.store(), rank, size, options);
            group.retainReference(); // closed by close()
            return new GlooTeam(group, rank, size, neighbours, wish);
        } catch (RuntimeException e) {
            throw new TeamException(
                    "the processes of the run could not connect to each other (%s). Check that the machines reach each other at all ports, and start them again."
                            .formatted(firstLine(e)),
                    e);
        }
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int neighbours() {
        return neighbours;
    }

    @Override
    public GradientSum gradients(Parameters parameters) {
        return new BucketedSum(this, parameters, BucketedSum.LEAST_NUMBERS);
    }

    /** Begins to sum {@code numbers}, one piece of memory, in place. */
    Work summing(Tensor numbers) {
        return guarded(() -> group.allreduce(new TensorVector(numbers)));
    }

    /** Waits for what was begun. */
    void await(Work work) {
        guarded(work::_wait);
    }

    @Override
    public void sum(Tensor numbers) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            await(summing(numbers));
        }
    }

    @Override
    public void spread(Tensor numbers) {
        if (numbers.numel() == 0) {
            return;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor plain = numbers.detach().contiguous(); // kernels lie in another order than they say
            await(guarded(() -> group.broadcast(new TensorVector(plain))));
            numbers.copy_(plain);
        }
    }

    @Override
    public double agreed(DoubleSupplier leaders) {
        double own = rank == 0 ? leaders.getAsDouble() : 0;
        if (isBroken) {
            return own; // what is left to do is to save
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor value = Tensors.of(new double[] {own}, 1);
            spread(value);
            return value.item_double();
        }
    }

    @Override
    public void endStep(Tensor loss) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor both = Tensors.of(new float[] {loss.item_float(), wish.isRequested() ? 1 : 0}, 2);
            sum(both);
            loss.copy_(both.select(0, 0));
            if (both.select(0, 1).item_float() > 0) {
                agreed.request();
            }
        }
    }

    @Override
    public StopSignal stop() {
        return agreed;
    }

    private <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            isBroken = true;
            throw new TeamException(
                    "another process of this run has ended or does not answer (%s).".formatted(firstLine(e)), e);
        }
    }

    /** What happened, without the place in the library's source. */
    static String firstLine(RuntimeException e) {
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
        return first.replaceFirst("^\\[[^\\]]*\\.cc:\\d+\\]\\s*", "").strip();
    }

    @Override
    public void close() {
        group.close();
    }
}
