// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.network.mat.ChannelTable;
import org.diffusion4j.network.mat.Discriminator;
import org.diffusion4j.network.mat.DiscriminatorConfig;
import org.diffusion4j.network.mat.FirstStage;
import org.diffusion4j.network.mat.FirstStageConfig;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.network.mat.GeneratorConfig;
import org.diffusion4j.nn.mat.StyleMix;

/** Whole networks of MAT. */
final class MatNetworks {
    static final Map<String, MatCase.Check> CHECKS = Map.of(
            "FirstStage", MatNetworks::firstStage,
            "FirstStage(small)", MatNetworks::firstStage,
            "Generator(small)", MatNetworks::generator,
            "Discriminator", MatNetworks::discriminator);

    private static final int COLOURS = 3;

    private MatNetworks() {}

    /** The channels under {@code nf}, or the official ones. */
    static ChannelTable channels(Node c) {
        if (!c.has("nf")) {
            return ChannelTable.defaults();
        }
        List<Integer> exact = new ArrayList<>();
        Node nf = c.at("nf");
        for (int side = 4; nf.has(Integer.toString(side)); side *= 2) {
            exact.add(nf.at(Integer.toString(side)).integer());
        }
        return ChannelTable.exactly(exact);
    }

    private static FirstStageConfig firstStageConfig(Node c) {
        FirstStageConfig official = FirstStageConfig.defaults();
        return new FirstStageConfig(
                (int) c.number("dim", official.dim()),
                (int) c.number("num_heads", official.heads()),
                (int) c.number("token_res", official.tokenSide()),
                c.has("depths") ? list(c.at("depths")) : official.depths(),
                c.has("window_sizes") ? list(c.at("window_sizes")) : official.windows(),
                c.number("mlp_ratio", official.mlpRatio()),
                MatCase.flag(c, "demodulate", official.demodulates()));
    }

    private static List<Integer> list(Node node) {
        return Arrays.stream(node.integers()).boxed().toList();
    }

    static GeneratorConfig generatorConfig(Node c) {
        GeneratorConfig official = GeneratorConfig.defaults();
        return new GeneratorConfig(
                c.at("img_resolution").integer(),
                (int) c.number("img_channels", COLOURS),
                c.at("z_dim").integer(),
                (int) c.number("c_dim", 0),
                c.at("w_dim").integer(),
                (int) c.number("mapping_num_layers", official.mappingLayers()),
                c.number("w_avg_beta", official.averageDecay()),
                official.bottom(),
                official.mixKeep(),
                MatCase.flag(c, "demodulate", official.demodulates()),
                channels(c),
                firstStageConfig(c.at("first_stage")));
    }

    static DiscriminatorConfig discriminatorConfig(Node c) {
        DiscriminatorConfig official = DiscriminatorConfig.defaults();
        return new DiscriminatorConfig(
                c.at("img_resolution").integer(),
                (int) c.number("img_channels", COLOURS),
                (int) c.number("c_dim", 0),
                channels(c),
                (int) c.number("mbstd_group_size", official.group()),
                (int) c.number("mbstd_num_channels", official.groupChannels()));
    }

    /** The listed maps in order, one for each call. */
    static StyleMix maps(List<Tensor> listed) {
        Iterator<Tensor> next = listed.iterator();
        return (stage, features) -> {
            if (!next.hasNext()) {
                throw new FixtureException("the fixture lists too few maps of the style mix");
            }
            return next.next();
        };
    }

    private static void firstStage(MatCase one) {
        Node c = one.config();
        FirstStageConfig config = firstStageConfig(c);
        int resolution = c.at("img_resolution").integer();
        int colours = (int) c.number("img_channels", COLOURS);
        int style = c.at("w_dim").integer();
        MatLayers.run(
                one,
                p -> new FirstStage(p, config, colours, resolution, style),
                stage -> one.check(
                        "img",
                        stage.forward(
                                one.input("image"),
                                one.input("mask"),
                                one.input("ws"),
                                maps(one.listed("dropout_maps")))));
    }

    private static void generator(MatCase one) {
        Node c = one.config();
        MatLayers.run(one, p -> new Generator(p, generatorConfig(c)), net -> {
            Tensor rows = one.hasInput("ws")
                    ? one.input("ws")
                    : net.mapping()
                            .rows(net.mapping().style(one.input("z"), one.inputOrNull("c")), MatLayers.truncation(c));
            Generator.Filled filled = net.forward(
                    one.input("image"),
                    one.input("mask"),
                    rows,
                    new Generator.Chance(MatLayers.noise(c), maps(one.listed("dropout_maps"))));
            one.check("img", filled.image());
            one.check("img_stg1", filled.draft());
        });
    }

    private static void discriminator(MatCase one) {
        MatLayers.run(one, p -> new Discriminator(p, discriminatorConfig(one.config())), net -> {
            Tensor known = one.input("mask");
            Tensor label = one.inputOrNull("c");
            one.check("logits", net.images(one.input("image"), known, label));
            one.check("logits_stg1", net.drafts(one.input("image_stg1"), known, label));
        });
    }
}
