// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Arrays;
import java.util.Map;
import org.diffusion4j.diffusers.DiffusersSchedule;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.diffusers.DiffusersCall;
import org.diffusion4j.sampler.diffusers.DiffusersSampler;
import org.diffusion4j.sampler.diffusers.Schedulers;
import org.diffusion4j.sampler.sigma.Churn;
import org.diffusion4j.sampler.sigma.SigmaSampler;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Precision;

/** One run of a fixture: the solver it describes, and the lists that are stored of its schedule. */
record SamplerCase(Node run, Precision precision) {
    private static final double TIMES_ATOL = 1e-3;

    SchedulerConfig config() {
        Node config = run.at("scheduler_config");
        if (config.has("num_train_timesteps")) {
            config.at("num_train_timesteps").steps();
        }
        return new SchedulerConfig(run.at("sampler").text(), config.json());
    }

    int steps() {
        return run.has("num_inference_steps") ? run.at("num_inference_steps").steps() : 1;
    }

    Sampler sampler() {
        return DiffusersSampler.of(config(), call());
    }

    /** Integer lists exactly, all else that is stored of the schedule by its tolerance. */
    private void compareSchedule(Sampler sampler, Tally tally) {
        String id = id();
        double scale = run.at("init_noise_sigma").number();
        tally.number(id + ".init_noise_sigma", 0, sampler.initialScale(), scale, 0, Trajectory.RTOL);
        compareTimes(sampler, tally);
        if (run.has("sigmas")) {
            list(id + ".sigmas", run.at("sigmas"), sigmas(sampler), 0, Trajectory.RTOL, tally);
        }
        compareTables(tally);
    }

    private void compareTimes(Sampler sampler, Tally tally) {
        boolean real = hasRealTimes(run.at("sampler").text());
        list(id() + ".timesteps", run.at("timesteps"), times(sampler), real ? TIMES_ATOL : 0, 0, tally);
    }

    /**
     * Whether the run is the stored one. With the library's tables its lists are compared; with exact ones a time at a tie
     * goes with the last bit of the tables, which makes it another run, to be left out.
     */
    boolean isComparable(Sampler sampler, Tally tally) {
        if (precision == Precision.FLOAT32) {
            compareSchedule(sampler, tally);
            return true;
        }
        boolean isSame = hasTimesOf(sampler);
        if (!isSame) {
            tally.leaveOut();
        }
        return isSame;
    }

    /** True if the times are the stored ones. */
    private boolean hasTimesOf(Sampler sampler) {
        Tally tally = new Tally();
        compareTimes(sampler, tally);
        return tally.failed() == 0;
    }

    /** The stored entries of abar. */
    void compareTables(Tally tally) {
        if (run.has("alphas_cumprod")) {
            NoiseSchedule schedule = DiffusersSchedule.create(Schedulers.read(config()));
            list(id() + ".alphas_cumprod", run.at("alphas_cumprod"), schedule.alphaBars(), 0, Trajectory.RTOL, tally);
        }
    }

    String id() {
        return run.at("id").text();
    }

    String prefix() {
        return run.text("noise_prefix", "");
    }

    /** True for classes whose times are fractional numbers, compared by tolerance. */
    static boolean hasRealTimes(String sampler) {
        return Schedulers.named(sampler).grid().hasRealTimes();
    }

    static double[] times(Sampler sampler) {
        double[] times = new double[sampler.evaluations()];
        Arrays.setAll(times, sampler::time);
        return times;
    }

    static double[] sigmas(Sampler sampler) {
        if (!(sampler instanceof SigmaSampler solver)) {
            throw new FixtureException("sigmas are stored for a sampler that has none");
        }
        int beyond = solver.grid().sigmas().length - solver.grid().size();
        double[] sigmas = new double[solver.evaluations() + beyond];
        Arrays.setAll(sigmas, solver::sigma);
        return sigmas;
    }

    /** A list that is stored in full, or as its count and both ends. */
    static void list(String check, Node want, double[] got, double atol, double rtol, Tally tally) {
        if (want.has("count")) {
            tally.fact(check + ".count", got.length, want.at("count").integer());
        }
        if (want.has("all")) {
            tally.numbers(check, got, want.at("all").numbers(), atol, rtol);
            return;
        }
        part(check, want.at("head").numbers(), 0, got, atol, rtol, tally);
        double[] tail = want.at("tail").numbers();
        part(check, tail, got.length - tail.length, got, atol, rtol, tally);
    }

    private static void part(
            String check, double[] want, int from, double[] got, double atol, double rtol, Tally tally) {
        for (int i = 0; i < want.length; i++) {
            int index = from + i;
            boolean exists = index >= 0 && index < got.length;
            tally.number(check, index, exists ? got[index] : Double.NaN, want[i], atol, rtol);
        }
    }

    private DiffusersCall call() {
        DiffusersCall call = DiffusersCall.of(steps()).withPrecision(precision);
        for (String group : new String[] {"set_timesteps_args", "step_args"}) {
            if (run.has(group)) {
                for (Map.Entry<String, Node> argument : run.at(group).members().entrySet()) {
                    call = with(call, argument.getKey(), argument.getValue());
                }
            }
        }
        return call;
    }

    private static DiffusersCall with(DiffusersCall call, String name, Node value) {
        Churn churn = call.churn();
        return switch (name) {
            case "timesteps" ->
                call.withTimes(value.elements().map(Node::number).toList());
            case "sigmas" -> call.withSigmas(value.elements().map(Node::number).toList());
            case "mu" -> call.withMu(value.number());
            case "strength" -> call.withStrength(value.number());
            case "eta" -> call.withEta(value.number());
            case "use_clipped_model_output" -> call.withReclips(value.json().asBoolean());
            case "order" -> call.withOrder(value.integer());
            case "s_churn" -> call.withChurn(new Churn(value.number(), churn.min(), churn.max(), churn.noise()));
            case "s_tmin" -> call.withChurn(new Churn(churn.amount(), value.number(), churn.max(), churn.noise()));
            case "s_tmax" -> call.withChurn(new Churn(churn.amount(), churn.min(), value.number(), churn.noise()));
            case "s_noise" -> call.withChurn(new Churn(churn.amount(), churn.min(), churn.max(), value.number()));
            default ->
                throw new FixtureException("'%s' is an argument that this version does not know".formatted(name));
        };
    }
}
