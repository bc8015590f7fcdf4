// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.diffusers.SchedulerClass;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.RePaint;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.sigma.Churn;
import org.diffusion4j.sampler.sigma.SigmaSampler;
import org.diffusion4j.schedule.NoiseSchedule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The solver that a diffusers scheduler configuration describes. */
public final class DiffusersSampler {
    private DiffusersSampler() {}

    /**
     * The solver of the file's class for a run of {@code steps}.
     *
     * @throws FormatException if the class is not known or a value cannot be used
     */
    public static Sampler of(SchedulerConfig file, int steps) {
        return of(file, DiffusersCall.of(steps));
    }

    /** The same with more than the number of steps said. */
    public static Sampler of(SchedulerConfig file, DiffusersCall call) {
        return Schedulers.maker(file).apply(new DiffusersRun(file, call));
    }

    /**
     * The solver of a class over a schedule that is given.
     *
     * @param className of the library
     * @param options that the class knows, see {@link SchedulerClass#options}
     * @param more keys and values of its file beside those
     * @param schedule the noise levels; counted from 0 or from 1
     * @param steps of the run
     * @param eta of ddim
     * @param clipping what is done to the clean estimate; as {@code more} says if absent
     */
    public static Sampler of(
            String className,
            SolverOptions options,
            Map<String, JsonNode> more,
            NoiseSchedule schedule,
            int steps,
            double eta,
            Optional<Clip> clipping) {
        return over(schedule, fromZero -> {
            DiffusersRun run = run(className, options, more, fromZero, steps, eta, clipping);
            return Schedulers.maker(run.file()).apply(run);
        });
    }

    /** The stochastic Heun sampler of Karras et al. 2022, with the options of {@code EDMEulerScheduler}; otherwise as {@link #of}. */
    public static Sampler edmHeun(
            SolverOptions options, Map<String, JsonNode> more, NoiseSchedule schedule, int steps) {
        return SigmaSolvers.edmHeun(run("EDMEulerScheduler", options, more, schedule, steps, 0, Optional.empty()));
    }

    private static DiffusersRun run(
            String className,
            SolverOptions options,
            Map<String, JsonNode> more,
            NoiseSchedule schedule,
            int steps,
            double eta,
            Optional<Clip> clipping) {
        ObjectNode json = options.json();
        more.forEach(json::set);
        Churn none = Churn.NONE;
        Churn churn = new Churn(
                options.sChurn().orElse(none.amount()),
                options.sTmin().orElse(none.min()),
                options.sTmax().orElse(none.max()),
                options.sNoise().orElse(none.noise()));
        DiffusersCall call = DiffusersCall.of(steps)
                .withEta(eta)
                .withReclips(options.useClippedModelOutput().orElse(false))
                .withStrength(options.strength().orElse(1.0))
                .withChurn(churn)
                .withPrecision(schedule.precision());
        call = options.mu().isPresent() ? call.withMu(options.mu().get()) : call;
        call = options.solverOrder().isPresent()
                ? call.withOrder(options.solverOrder().get())
                : call;
        return new DiffusersRun(
                Schedulers.read(new SchedulerConfig(className, json)), call, Optional.of(schedule), clipping);
    }

    /** The solvers count times from 0; networks of a schedule that counts from 1 are asked one later. */
    private static Sampler over(NoiseSchedule schedule, Function<NoiseSchedule, Sampler> maker) {
        Sampler sampler = maker.apply(schedule.countedFromZero());
        return schedule.firstStep() == 0 ? sampler : LaterTimes.of(sampler, schedule.firstStep());
    }

    /** Whether two steps of a run lie at one noise level, which solvers with memory cannot divide by. */
    public static boolean repeatsALevel(Sampler sampler) {
        Sampler own = sampler instanceof LaterTimes later ? later.sampler() : sampler;
        if (own instanceof SigmaSampler solver
                && own.evaluations() == solver.grid().size()) {
            double[] sigmas = solver.grid().sigmas();
            return IntStream.range(1, solver.grid().size()).anyMatch(i -> sigmas[i] == sigmas[i - 1]);
        }
        return false;
    }

    /**
     * RePaint, which also needs what is to be painted into.
     *
     * @param file of the class {@code RePaintScheduler}
     * @param steps n
     * @param jumpLength how many steps a jump goes back; 10 in the paper
     * @param jumpSamples how often every part is walked; 10 in the paper
     * @param picture (B, C, H, W), in [−1, 1]
     * @param known 1 where the picture is known, 0 in the hole; broadcasts to the picture
     */
    public static RePaint rePaint(
            SchedulerConfig file, int steps, int jumpLength, int jumpSamples, Tensor picture, Tensor known) {
        return rePaint(file, DiffusersCall.of(steps), jumpLength, jumpSamples, picture, known);
    }

    /** The same with more than the number of steps said. */
    public static RePaint rePaint(
            SchedulerConfig file, DiffusersCall call, int jumpLength, int jumpSamples, Tensor picture, Tensor known) {
        int steps = call.steps();
        DiffusersRun run = new DiffusersRun(file, call);
        NoiseSchedule schedule = run.schedule();
        int stride = schedule.steps() / steps;
        return new RePaint(
                schedule,
                picture,
                known,
                RePaint.walk(steps, stride, jumpLength, jumpSamples),
                stride,
                run.values().number("eta"),
                run.values().flag("clip_sample") ? Clip.to(1) : Clip.NONE);
    }
}
