// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.network.mat.Discriminator;
import org.diffusion4j.network.mat.DiscriminatorConfig;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.network.mat.GeneratorConfig;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.LayerNoise;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.objective.mat.Adversarial;
import org.diffusion4j.objective.mat.PerceptualLoss;
import org.diffusion4j.objective.mat.Vgg19;
import org.diffusion4j.tensor.Tensors;

/** MAT's losses with the gradient of every parameter, and the perceptual loss. */
final class MatLosses {
    static final Map<String, MatCase.Check> CHECKS =
            Map.of("TwoStageLoss", MatLosses::twoStages, "PerceptualLoss", MatLosses::perceptual);

    private MatLosses() {}

    private static void twoStages(MatCase one) {
        Node c = one.config();
        try (Both both = Both.of(one, ScalarType.Float)) {
            both.generatorLoss();
            both.filledLoss();
            both.realLoss();
        }
        // second derivatives of biases, which reach the logits through the minibatch statistics alone, drown in float32
        try (Both both = Both.of(one, ScalarType.Double)) {
            both.penalty(c.at("r1_gamma").number());
        }
    }

    /** Both networks with filled weights. */
    private record Both(MatCase one, Parameters.Built<Generator> g, Parameters.Built<Discriminator> d, ScalarType type)
            implements AutoCloseable {
        static Both of(MatCase one, ScalarType type) {
            GeneratorConfig generator = MatNetworks.generatorConfig(one.config().at("generator"));
            DiscriminatorConfig discriminator =
                    MatNetworks.discriminatorConfig(one.config().at("discriminator"));
            return new Both(
                    one,
                    filled(one, p -> new Generator(p, generator), "fill_prefix_G", type),
                    filled(one, p -> new Discriminator(p, discriminator), "fill_prefix_D", type),
                    type);
        }

        private static <N> Parameters.Built<N> filled(
                MatCase one, Function<ParameterScope, N> plan, String prefix, ScalarType type) {
            MatParameters weights = new MatParameters.ByRule(
                    one.node().at("param_rules"), one.node().at(prefix).text());
            return Parameters.build(plan, weights.source(), one.device(), type);
        }

        private Tensor input(String name) {
            return one.input(name).to(type);
        }

        private Generator.Filled fill() {
            Generator net = g.network();
            Tensor rows = net.mapping()
                    .rows(
                            net.mapping().style(input("z"), null),
                            Truncation.of(one.config().at("truncation_psi").number()));
            return net.forward(
                    input("image"),
                    input("mask"),
                    rows,
                    new Generator.Chance(LayerNoise.CONSTANT, MatNetworks.maps(one.listed("dropout_maps"))));
        }

        private void generatorLoss() {
            Generator.Filled filled = fill();
            Tensor image = d.network().images(filled.image(), input("mask"), null);
            Tensor draft = d.network().drafts(filled.draft(), input("mask"), null);
            one.check("fake_logits", image);
            one.check("fake_logits_stg1", draft);
            Tensor loss = Adversarial.asReal(image).add(Adversarial.asReal(draft));
            one.check("loss_G", loss.item_double());
            loss.backward();
            gradients("loss_G_wrt_G", g.parameters(), FIRST_ORDER);
        }

        private void filledLoss() {
            Generator.Filled filled;
            try (NoGradGuard guard = new NoGradGuard()) {
                filled = fill();
                d.parameters().gradients().zero_();
            }
            Tensor loss = Adversarial.asFilled(d.network().images(filled.image(), input("mask"), null))
                    .add(Adversarial.asFilled(d.network().drafts(filled.draft(), input("mask"), null)));
            one.check("loss_D_fake", loss.item_double());
            loss.backward();
            gradients("loss_D_fake_wrt_D", d.parameters(), FIRST_ORDER);
        }

        private void realLoss() {
            try (NoGradGuard guard = new NoGradGuard()) {
                Tensor image = d.network().images(input("image"), input("mask"), null);
                Tensor draft = d.network().drafts(input("image"), input("mask"), null);
                one.check("real_logits", image);
                one.check("real_logits_stg1", draft);
                one.check(
                        "loss_D_real",
                        Adversarial.asReal(image).add(Adversarial.asReal(draft)).item_double());
            }
        }

        private void penalty(double gamma) {
            Tensor x = input("image").requires_grad_(true);
            Tensor y = input("image").clone().detach().requires_grad_(true);
            Tensor image = Adversarial.gradientPenalty(d.network().images(x, input("mask"), null), x);
            Tensor draft = Adversarial.gradientPenalty(d.network().drafts(y, input("mask"), null), y);
            one.check("r1_penalty", image);
            one.check("r1_penalty_stg1", draft);
            Tensor loss = Tensors.times(image.add(draft), gamma / 2).mean();
            one.check("loss_r1_gamma10", loss.item_double());
            loss.backward();
            gradients("loss_r1_wrt_D", d.parameters(), FIRST_ORDER);
        }

        private void gradients(String which, Parameters parameters, Tolerance tolerance) {
            try (PointerScope scope = new PointerScope()) {
                Map<String, Tensor> windows = parameters.windows(parameters.gradients());
                one.node().at("gradients").at(which).elements().forEach(want -> {
                    Tensor window = windows.get(want.at("key").text());
                    if (window == null) {
                        throw new FixtureException("'%s' names the parameter '%s', which is not trained"
                                .formatted(which, want.at("key").text()));
                    }
                    gradient(which, want, Tensors.doubles(window), tolerance);
                });
            }
        }

        private void gradient(String which, Node want, double[] got, Tolerance tolerance) {
            String check = one.name() + "." + which + "." + want.at("key").text();
            double l2 = want.at("l2").number();
            double err = want.at("err").number();
            double each = Math.max(tolerance.errors() * err, tolerance.share() * l2 / Math.sqrt(got.length));
            int[] indices = want.at("idx").integers();
            double[] values = want.at("val").numbers(indices.length);
            for (int i = 0; i < indices.length; i++) {
                one.tally().number(check, indices[i], got[indices[i]], values[i], each, 0);
            }
            double norm = Expected.statistic("l2", got);
            one.tally()
                    .number(
                            check + ".l2",
                            0,
                            norm,
                            l2,
                            tolerance.errors() * err * Math.sqrt(got.length),
                            tolerance.share());
        }

        @Override
        public void close() {
            g.close();
            d.close();
        }
    }

    /**
     * How far a gradient may be off.
     *
     * @param errors in multiples of the stored float32 error
     * @param share of the norm
     */
    private record Tolerance(double errors, double share) {}

    private static final Tolerance FIRST_ORDER = new Tolerance(20, 1e-4);

    private static void perceptual(MatCase one) {
        Parameters.Built<Vgg19> vgg = one.build(Vgg19::new);
        try (PerceptualLoss loss = new PerceptualLoss(vgg, one.device());
                NoGradGuard guard = new NoGradGuard()) {
            one.check("loss", loss.of(one.input("x"), one.input("gt")).item_double());
            List<Tensor> features = loss.features(one.input("x"));
            one.check("conv4_4", features.get(0));
            one.check("conv5_4", features.get(1));
        }
    }
}
