// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.EdmConfig;
import org.diffusion4j.objective.LossWeight;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.sigma.Parameterization;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.train.Ema;
import org.diffusion4j.train.EmaDecay;
import org.diffusion4j.train.TrainConfig;

/** Kind {@code diffusers/training}: averages of weights, learning rates, weights of the loss, EDM's preconditioning. */
final class TrainingTables implements FixtureKind {
    private static final double RTOL = 1e-5;

    /** For numbers that are 0 but for rounding: rates at the end of a cosine, the time of sigma 1. */
    private static final double ATOL = 1e-12;

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        if (fixture.has("ema_decay")) {
            fixture.at("ema_decay").at("rows").elements().forEach(row -> decays(row, tally));
        }
        if (fixture.has("ema_sequence")) {
            sequence(fixture.at("ema_sequence"), device, tally);
        }
        if (fixture.has("lr_schedules")) {
            Node block = fixture.at("lr_schedules");
            block.at("rows").elements().forEach(row -> RateRow.of(row, block).verify(row, tally));
        }
        if (fixture.has("loss_weights")) {
            weights(fixture.at("loss_weights"), tally);
        }
        if (fixture.has("edm_precondition")) {
            preconditioning(fixture.at("edm_precondition"), tally);
        }
        if (fixture.has("edm_ema_beta")) {
            halfLife(fixture.at("edm_ema_beta"), tally);
        }
    }

    private static void decays(Node row, Tally tally) {
        EmaDecay decay = decay(row.at("args"));
        int[] calls = row.at("optimization_step").integers();
        double[] want = row.at("decay").numbers(calls.length);
        for (int i = 0; i < calls.length; i++) {
            tally.number("ema decay", calls[i], decay.at(calls[i] - 1L), want[i], ATOL, RTOL);
        }
    }

    /** As a recipe makes it. */
    private static EmaDecay decay(Node args) {
        boolean isWarming =
                args.has("use_ema_warmup") && args.at("use_ema_warmup").json().asBoolean();
        List<String> keys = new ArrayList<>(List.of(
                "emaDecay=" + args.number("decay", 0.9999),
                "emaCurve.least=" + args.number("min_decay", 0),
                "emaCurve.after=" + (long) args.number("update_after_step", 0)));
        keys.addAll(
                isWarming
                        ? List.of(
                                "emaWarmup=" + args.number("power", 2.0 / 3),
                                "emaCurve.inverseGamma=" + args.number("inv_gamma", 1))
                        : List.of("emaCurve.counting=true"));
        return RecipeReader.read(TrainConfig.class, RecipeSource.ofText("an average of diffusers", "{}"), keys)
                .averageDecay()
                .orElseThrow();
    }

    /** The average itself, on a network of one parameter that grows by (0.5, 0.25 k) before call k. */
    private static void sequence(Node block, Device device, Tally tally) {
        float[] start = {1, -2};
        EmaDecay decay = new EmaDecay.Warming(0.9999, 0.75);
        try (Parameters.Built<Tensor> built =
                        Parameters.build(p -> p.trained("p", Init.ZEROS, 2), (name, rule, shape) -> start, device);
                Ema ema = new Ema(built.parameters(), decay);
                PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            block.at("rows").elements().forEach(row -> {
                int call = row.at("call").integer();
                built.parameters()
                        .values()
                        .add_(Tensors.on(device, Tensors.of(new float[] {0.5f, 0.25f * (call - 1)}, 2)));
                ema.update(call - 1L);
                tally.number(
                        "ema_sequence decay",
                        call,
                        decay.at(call - 1L),
                        row.at("decay").number(),
                        ATOL,
                        RTOL);
                double[] param = Tensors.doubles(built.parameters().values());
                tally.numbers("param " + call, param, row.at("param").numbers(), ATOL, RTOL);
                double[] shadow = Tensors.doubles(ema.average());
                tally.numbers("shadow " + call, shadow, row.at("shadow").numbers(), ATOL, RTOL);
            });
        }
    }

    private static void weights(Node block, Tally tally) {
        NoiseSchedule schedule = ScheduleConfig.linear(1e-4, 0.02, 1000)
                .withPrecision(Precision.FLOAT32)
                .create();
        double rtol = block.number("rtol", RTOL);
        LossWeight cut = new LossWeight.MinSnr(5);
        Map<String, DoubleUnaryOperator> columns = Map.of(
                "snr", snr -> snr,
                "min_snr_eps", snr -> cut.of(snr, Prediction.EPSILON),
                "min_snr_v", snr -> cut.of(snr, Prediction.VELOCITY),
                "min_snr_x0", snr -> cut.of(snr, Prediction.X0),
                "p2_eps", snr -> new LossWeight.P2(1, 1).of(snr, Prediction.EPSILON),
                "x0_weight_example", snr -> new LossWeight.Snr().of(snr, Prediction.X0));
        int[] times = block.at("t").integers();
        columns.forEach((name, of) -> {
            if (block.has(name)) {
                double[] want = block.at(name).numbers(times.length);
                for (int i = 0; i < times.length; i++) {
                    double alphaBar = schedule.alphaBar(times[i]);
                    tally.number(name, times[i], of.applyAsDouble(alphaBar / (1 - alphaBar)), want[i], 0, rtol);
                }
            }
        });
    }

    private static void preconditioning(Node block, Tally tally) {
        Parameterization.Edm edm =
                new Parameterization.Edm(block.at("sigma_data").number(), 1);
        Map<String, DoubleUnaryOperator> columns = Map.of(
                "c_skip", edm::skip,
                "c_out", edm::out,
                "c_in", edm::inputScale,
                "c_noise", Parameterization.Edm::time,
                "loss_weight", edm::lossWeight);
        double[] sigmas = block.at("sigma").numbers();
        columns.forEach((name, of) -> {
            if (block.has(name)) {
                tally.numbers(name, mapped(sigmas, of), block.at(name).numbers(), ATOL, RTOL);
            }
        });
        if (block.has("sigma_from_normal")) {
            Node drawn = block.at("sigma_from_normal");
            EdmConfig config = new EdmConfig(
                    edm.sigmaData(),
                    drawn.at("P_mean").number(),
                    drawn.at("P_std").number(),
                    0);
            double[] got = mapped(drawn.at("normal").numbers(), config::sigma);
            tally.numbers("sigma_from_normal", got, drawn.at("sigma").numbers(), ATOL, RTOL);
        }
    }

    private static void halfLife(Node block, Tally tally) {
        EmaDecay.HalfLife decay = new EmaDecay.HalfLife(
                block.at("batch").steps(),
                block.at("halflife_images").number(),
                block.at("rampup_ratio").number());
        double[] seen = block.at("images_seen").numbers();
        tally.numbers(
                "edm_ema_beta",
                mapped(seen, decay::afterImages),
                block.at("beta").numbers(),
                ATOL,
                RTOL);
    }

    private static double[] mapped(double[] values, DoubleUnaryOperator of) {
        return Arrays.stream(values).map(of).toArray();
    }
}
