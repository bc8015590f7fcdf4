// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.diffusion4j.diffusers.DiffusersGrid;
import org.diffusion4j.diffusers.EdmGrid;
import org.diffusion4j.diffusers.FlowGrid;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.sigma.Deis;
import org.diffusion4j.sampler.sigma.DpmAlgorithm;
import org.diffusion4j.sampler.sigma.DpmSolver;
import org.diffusion4j.sampler.sigma.EdmHeun;
import org.diffusion4j.sampler.sigma.Euler;
import org.diffusion4j.sampler.sigma.EulerAncestral;
import org.diffusion4j.sampler.sigma.FlowMatchEuler;
import org.diffusion4j.sampler.sigma.Heun;
import org.diffusion4j.sampler.sigma.Lms;
import org.diffusion4j.sampler.sigma.Parameterization;
import org.diffusion4j.sampler.sigma.StepOrder;
import org.diffusion4j.sampler.sigma.UniPc;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.SigmaGrid;

/** The solvers that go by noise levels. */
final class SigmaSolvers {
    private static final Map<String, DpmAlgorithm> ALGORITHMS = new TreeMap<>(Map.of(
            "dpmsolver++", DpmAlgorithm.DPM_SOLVER_PLUS_PLUS,
            "sde-dpmsolver++", DpmAlgorithm.SDE_DPM_SOLVER_PLUS_PLUS,
            "dpmsolver", DpmAlgorithm.DPM_SOLVER,
            "sde-dpmsolver", DpmAlgorithm.SDE_DPM_SOLVER,
            // other classes' files, read as this one
            "deis", DpmAlgorithm.DPM_SOLVER_PLUS_PLUS));
    private static final Map<String, DpmAlgorithm.Rule> RULES = new TreeMap<>(Map.of(
            "midpoint", DpmAlgorithm.Rule.MIDPOINT,
            "heun", DpmAlgorithm.Rule.HEUN,
            "logrho", DpmAlgorithm.Rule.MIDPOINT,
            "bh1", DpmAlgorithm.Rule.MIDPOINT,
            "bh2", DpmAlgorithm.Rule.MIDPOINT));
    private static final Map<String, UniPc.Scaling> SCALINGS = new TreeMap<>(Map.of(
            "bh1", UniPc.Scaling.BH1,
            "bh2", UniPc.Scaling.BH2,
            "midpoint", UniPc.Scaling.BH2,
            "heun", UniPc.Scaling.BH2,
            "logrho", UniPc.Scaling.BH2));
    private static final Map<String, Prediction> EDM_PREDICTIONS =
            new TreeMap<>(Map.of("epsilon", Prediction.EPSILON, "v_prediction", Prediction.VELOCITY));
    private static final String FLOW = "use_flow_sigmas";

    private SigmaSolvers() {}

    static Sampler euler(DiffusersRun run) {
        NoiseSchedule schedule = run.schedule();
        SigmaGrid grid = run.sigmas(schedule);
        return new Euler(
                grid,
                exploding(run),
                startSigma(run, schedule, grid),
                run.call().churn());
    }

    static Sampler eulerAncestral(DiffusersRun run) {
        NoiseSchedule schedule = run.schedule();
        SigmaGrid grid = run.sigmas(schedule);
        return new EulerAncestral(grid, exploding(run), startSigma(run, schedule, grid));
    }

    static Sampler heun(DiffusersRun run) {
        NoiseSchedule schedule = run.schedule();
        SigmaGrid grid = run.sigmas(schedule);
        return new Heun(grid, exploding(run), startSigma(run, schedule, grid), run.clip());
    }

    static Sampler lms(DiffusersRun run) {
        NoiseSchedule schedule = run.schedule();
        SigmaGrid grid = run.sigmas(schedule);
        return new Lms(
                grid,
                exploding(run),
                startSigma(run, schedule, grid),
                run.call().order());
    }

    static Sampler dpmSolver(DiffusersRun run) {
        Parameterization parameterization = multistep(run);
        if (run.values().text("variance_type").startsWith("learned")) {
            parameterization = new Parameterization.MeanOnly(parameterization);
        }
        return new DpmSolver(
                run.values().flag(FLOW)
                        ? flow(run).multistep(run.call().steps(), run.call().mu())
                        : run.sigmas(run.schedule()),
                parameterization,
                1,
                run.values().choice("algorithm_type", ALGORITHMS),
                run.values().choice("solver_type", RULES),
                orders(run),
                run.clip());
    }

    static Sampler uniPc(DiffusersRun run) {
        Set<Integer> uncorrected = new HashSet<>();
        run.file().numbers("disable_corrector").forEach(step -> uncorrected.add(step.intValue()));
        return new UniPc(
                uniPcGrid(run),
                multistep(run),
                run.values().flag("predict_x0"),
                run.values().choice("solver_type", SCALINGS),
                run.values().whole("solver_order"),
                run.values().flag("lower_order_final"),
                uncorrected,
                run.clip());
    }

    private static SigmaGrid uniPcGrid(DiffusersRun run) {
        if (!run.values().flag(FLOW)) {
            return run.sigmas(run.schedule());
        }
        return run.values().flag("use_karras_sigmas")
                ? flow(run).ofKarras(run.sigmas(run.schedule()))
                : flow(run).uniPc(run.call().steps(), run.call().mu());
    }

    static Sampler deis(DiffusersRun run) {
        return new Deis(
                run.values().flag(FLOW)
                        ? flow(run).multistep(run.call().steps(), run.call().mu())
                        : run.sigmas(run.schedule()),
                multistep(run),
                orders(run),
                run.clip());
    }

    static Sampler edmEuler(DiffusersRun run) {
        SigmaGrid grid =
                EdmGrid.sigmas(run.values(), run.call().steps(), run.call().precision());
        return new Euler(grid, edm(run), edmStart(run), run.call().churn());
    }

    /** The paper's own sampler, which the library does not have. */
    static Sampler edmHeun(DiffusersRun run) {
        SigmaGrid grid =
                EdmGrid.sigmas(run.values(), run.call().steps(), run.call().precision());
        return new EdmHeun(grid, edm(run), run.call().churn());
    }

    static Sampler edmDpmSolver(DiffusersRun run) {
        return new DpmSolver(
                EdmGrid.sigmas(run.values(), run.call().steps(), run.call().precision()),
                edm(run),
                edmStart(run),
                run.values().choice("algorithm_type", ALGORITHMS),
                run.values().choice("solver_type", RULES),
                orders(run),
                run.clip());
    }

    static Sampler flowMatchEuler(DiffusersRun run) {
        return new FlowMatchEuler(
                flow(run)
                        .flowMatch(
                                run.call().steps(), run.call().mu(), run.call().sigmas()),
                run.values().flag("stochastic_sampling"));
    }

    private static Parameterization exploding(DiffusersRun run) {
        return new Parameterization.Exploding(run.prediction());
    }

    private static double startSigma(DiffusersRun run, NoiseSchedule schedule, SigmaGrid grid) {
        return grid.startSigma(new DiffusersGrid(run.values(), schedule).spacing());
    }

    private static Parameterization multistep(DiffusersRun run) {
        return run.file().isFlow()
                ? new Parameterization.Rectified()
                : new Parameterization.Preserving(run.prediction());
    }

    /** The first level of a run, whatever the levels in between. */
    private static double edmStart(DiffusersRun run) {
        double max = EdmGrid.sigmaMax(run.values());
        return Math.sqrt(max * max + 1);
    }

    private static Parameterization.Edm edm(DiffusersRun run) {
        return Parameterization.Edm.of(
                run.values().number("sigma_data"), run.values().choice("prediction_type", EDM_PREDICTIONS));
    }

    private static StepOrder orders(DiffusersRun run) {
        return new StepOrder(
                run.values().whole("solver_order"),
                run.values().flag("lower_order_final"),
                run.values().flag("euler_at_final"));
    }

    private static FlowGrid flow(DiffusersRun run) {
        Set<String> others = FlowRespacing.unfitting(run.values());
        if (!others.isEmpty()) {
            throw new FormatException(
                    "%s sets %s together with %s, and %s lays out the levels of flow matching in its own way. Set the other to false."
                            .formatted(
                                    run.file().place(),
                                    FLOW,
                                    String.join(", ", others),
                                    run.file().className()));
        }
        return new FlowGrid(run.values(), run.call().precision());
    }
}
