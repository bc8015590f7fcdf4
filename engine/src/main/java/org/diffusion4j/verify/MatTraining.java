// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.LayerNoise;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.train.Adam;
import org.diffusion4j.train.mat.IterationReport;
import org.diffusion4j.train.mat.MatIteration;
import org.diffusion4j.train.mat.MatTrainConfig;
import org.diffusion4j.train.mat.MatWeights;
import org.diffusion4j.train.mat.PhaseDraws;

/** Whole iterations of MAT's training with every random choice listed. */
final class MatTraining {
    static final Map<String, MatCase.Check> CHECKS = Map.of("TrainingSteps", MatTraining::steps);

    private MatTraining() {}

    private static void steps(MatCase one) {
        Node c = one.config();
        MatTrainConfig config = config(c);
        try (MatWeights weights = new MatWeights(
                        MatNetworks.generatorConfig(c.at("generator")),
                        source(one, "fill_prefix_G"),
                        MatNetworks.discriminatorConfig(c.at("discriminator")),
                        source(one, "fill_prefix_D"),
                        config,
                        one.device());
                MatIteration iteration = new MatIteration(config, weights, Optional.empty())) {
            one.node().at("iterations").elements().forEach(node -> {
                try (PointerScope scope = new PointerScope()) {
                    compare(one, node, iteration.run(node.at("iteration").integer(), List.of(piece(one, node))));
                }
            });
            after(one, weights);
        }
    }

    private static ParameterSource source(MatCase one, String prefix) {
        return new MatParameters.ByRule(
                        one.node().at("param_rules"), one.node().at(prefix).text())
                .source();
    }

    private static MatTrainConfig config(Node c) {
        return new MatTrainConfig(
                c.at("iterations").steps(),
                c.at("batch").integer(),
                Optional.empty(),
                c.at("lr").number(),
                new Adam.Settings(
                        c.at("beta1").number(),
                        c.at("beta2").number(),
                        c.at("eps").number(),
                        0),
                c.at("r1_gamma").number(),
                c.at("d_reg_interval").integer(),
                c.at("g_reg_interval").integer(),
                c.at("truncation_psi").number(),
                0,
                1000 * c.at("ema_kimg").number(),
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                1000,
                2,
                0);
    }

    private static MatIteration.Piece piece(MatCase one, Node iteration) {
        MatCase inputs = new MatCase(iteration, one.device(), one.tally());
        return new MatIteration.Piece(
                inputs.input("image"),
                inputs.input("mask"),
                draws(one, phase(iteration, "Gmain")),
                draws(one, phase(iteration, "Dmain")));
    }

    private static Node phase(Node iteration, String name) {
        return phases(iteration, name)
                .orElseThrow(() -> new FixtureException("'%s' has no phase '%s'".formatted(iteration.path(), name)));
    }

    private static Optional<Node> phases(Node iteration, String name) {
        return iteration
                .at("phases")
                .elements()
                .filter(phase -> phase.at("phase").text().equals(name))
                .findFirst();
    }

    private static PhaseDraws draws(MatCase one, Node phase) {
        MatCase inputs = new MatCase(phase, one.device(), one.tally());
        Optional<PhaseDraws.Second> second = phase.has("style_mix_cutoff")
                ? Optional.of(new PhaseDraws.Second(
                        inputs.input("z_mix"), phase.at("style_mix_cutoff").integer()))
                : Optional.empty();
        return new PhaseDraws(
                inputs.input("z"),
                second,
                new Generator.Chance(noise(inputs.listed("noise")), MatNetworks.maps(inputs.listed("dropout_maps"))));
    }

    private static LayerNoise noise(List<Tensor> listed) {
        Iterator<Tensor> next = new ArrayList<>(listed).iterator();
        return (stored, features) -> {
            if (!next.hasNext()) {
                throw new FixtureException("the fixture lists too few noise maps");
            }
            return next.next();
        };
    }

    private static void compare(MatCase one, Node iteration, IterationReport got) {
        String at = one.name() + ".iteration " + iteration.at("iteration").integer();
        IterationReport.ForGenerator g = got.generator();
        Node main = phase(iteration, "Gmain");
        number(one, at, main, "loss_G", g.adversarial());
        number(one, at, main, "loss_G_stg1", g.draft());
        number(one, at, main, "grad_l2", g.gradientNorm());
        IterationReport.ForDiscriminator d = got.discriminator();
        Node second = phase(iteration, "Dmain");
        number(one, at, second, "loss_D_fake", d.filled());
        number(one, at, second, "loss_D_fake_stg1", d.filledDraft());
        number(one, at, second, "loss_D_real", d.real());
        number(one, at, second, "loss_D_real_stg1", d.realDraft());
        number(one, at, second, "grad_l2", d.gradientNorm());
        Optional<Node> third = phases(iteration, "Dreg");
        one.tally().fact(at + " has a penalty", got.penalty().isPresent(), third.isPresent());
        if (third.isPresent() && got.penalty().isPresent()) {
            IterationReport.ForPenalty r1 = got.penalty().get();
            number(one, at, third.get(), "r1_penalty", array(r1.image()));
            number(one, at, third.get(), "r1_penalty_stg1", array(r1.draft()));
            number(one, at, third.get(), "loss_r1", r1.loss());
            number(one, at, third.get(), "grad_l2", r1.gradientNorm());
        }
    }

    private static void number(MatCase one, String at, Node phase, String output, double... got) {
        MatCase outputs = new MatCase(phase, one.device(), one.tally());
        MatOutput.compare(
                outputs.output(output), got, at + "." + phase.at("phase").text() + "." + output, one.tally());
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void after(MatCase one, MatWeights weights) {
        Node after = one.node().at("after");
        compare(one, "G", after.at("G"), weights.generator().parameters());
        compare(one, "D", after.at("D"), weights.discriminator().parameters());
        compare(one, "G_ema", after.at("G_ema"), weights.averaged().parameters());
        Node mean = after.at("w_avg");
        MatOutput.compare(
                mean,
                Tensors.doubles(weights.generator().network().mapping().average()),
                one.name() + ".w_avg",
                one.tally());
    }

    private static void compare(MatCase one, String network, Node tensors, Parameters parameters) {
        tensors.elements().forEach(want -> {
            Tensor got = parameters.get(want.at("name").text());
            String check = one.name() + "." + network + "." + want.at("name").text();
            one.tally()
                    .fact(
                            check + ".shape",
                            Shapes.text(got.shape()),
                            Shapes.text(want.at("shape").longs()));
            MatOutput.compare(want, Tensors.doubles(got), check, one.tally());
        });
    }
}
