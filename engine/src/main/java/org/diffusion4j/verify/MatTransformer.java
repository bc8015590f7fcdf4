// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.mat.Mlp;
import org.diffusion4j.nn.mat.PartialConv;
import org.diffusion4j.nn.mat.Scale;
import org.diffusion4j.nn.mat.SwinBlock;
import org.diffusion4j.nn.mat.Tokens;
import org.diffusion4j.nn.mat.TransformerGroup;
import org.diffusion4j.nn.mat.WindowAttention;
import org.diffusion4j.nn.mat.Windows;
import org.jspecify.annotations.Nullable;

/** The parts of the transformer, which carry a mask along. */
final class MatTransformer {
    static final Map<String, MatCase.Check> CHECKS = Map.of(
            "Conv2dLayerPartial", MatTransformer::partialConv,
            "WindowAttention", MatTransformer::attention,
            "SwinTransformerBlock.calculate_mask", MatTransformer::shiftMask,
            "Mlp", MatTransformer::mlp,
            "SwinTransformerBlock", MatTransformer::block,
            "PatchMerging", one -> resize(one, Scale.DOWN),
            "PatchUpsampling", one -> resize(one, Scale.UP),
            "BasicLayer", MatTransformer::group);

    private static final int DEFAULT_WINDOW = 7;

    private MatTransformer() {}

    private static void partialConv(MatCase one) {
        MatLayers.run(one, p -> PartialConv.of(p, MatLayers.convSpec(one.config())), layer -> {
            PartialConv.Masked y = layer.forward(new PartialConv.Masked(one.input("x"), one.inputOrNull("mask")));
            one.check("y", y.features());
            checkMask(one, "mask_out", y.known());
        });
    }

    private static void checkMask(MatCase one, String output, @Nullable Tensor known) {
        one.tally().fact(one.name() + "." + output + " is given", known != null, one.hasOutput(output));
        if (known != null && one.hasOutput(output)) {
            one.check(output, known);
        }
    }

    private static void attention(MatCase one) {
        Node c = one.config();
        int dim = c.at("dim").integer();
        int heads = c.at("num_heads").integer();
        double given = c.number("qk_scale", 0); // 0 stands for none
        double scale = given == 0 ? Math.sqrt((double) heads / dim) : given;
        MatLayers.run(one, p -> WindowAttention.of(p, dim, heads, scale), layer -> {
            WindowAttention.Windowed y = layer.forward(
                    new WindowAttention.Windowed(one.input("x"), one.inputOrNull("mask_windows")),
                    one.inputOrNull("mask"));
            one.check("y", y.values());
            checkMask(one, "mask_windows_out", y.known());
        });
    }

    /** Rows of digits, one for each query of each window: 1 where a key is blocked. */
    private static void shiftMask(MatCase one) {
        Node c = one.config();
        int side = c.at("resolution").integer();
        float[] table =
                new Windows(c.at("window_size").integer(), c.at("shift_size").integer()).blocked(side, side);
        StringBuilder digits = new StringBuilder();
        for (float value : table) {
            digits.append(value == Windows.BLOCKED ? 1 : 0);
        }
        StringBuilder want = new StringBuilder();
        one.node().at("rows").elements().forEach(row -> want.append(row.text()));
        one.tally().fact(one.name() + ".rows", digits.toString(), want.toString());
    }

    private static void mlp(MatCase one) {
        Node c = one.config();
        int dim = c.at("in_features").integer();
        int hidden = (int) c.number("hidden_features", dim);
        MatLayers.run(one, p -> Mlp.of(p, dim, hidden), layer -> one.check("y", layer.forward(one.input("x"))));
    }

    /** The tokens x with their mask, which may be given as an image. */
    private static Tokens tokens(MatCase one) {
        long[] grid = MatCase.grid(one.config().at("x_size"));
        Tensor mask = one.inputOrNull("mask");
        Tensor known = mask == null ? null : mask.reshape(mask.size(0), grid[0] * grid[1], 1);
        return new Tokens(one.input("x"), grid[0], grid[1], known);
    }

    private static void check(MatCase one, Tokens y) {
        one.check("y", y.values());
        checkMask(one, "mask_out", y.known());
    }

    /** The side of the square grid that a module is made for. */
    private static int side(Node config) {
        long[] grid = MatCase.grid(config.at("input_resolution"));
        if (grid[0] != grid[1]) {
            throw new FixtureException("'%s' must be square".formatted(config.path()));
        }
        return (int) grid[0];
    }

    private static void block(MatCase one) {
        Node c = one.config();
        long[] grid = MatCase.grid(c.at("input_resolution"));
        SwinBlock.Spec spec = new SwinBlock.Spec(
                c.at("dim").integer(),
                (int) grid[0],
                (int) grid[1],
                c.at("num_heads").integer(),
                (int) c.number("window_size", DEFAULT_WINDOW),
                (int) c.number("shift_size", 0),
                c.number("mlp_ratio", 4));
        MatLayers.run(one, p -> new SwinBlock(p, spec), layer -> check(one, layer.forward(tokens(one))));
    }

    private static void resize(MatCase one, Scale scale) {
        Node c = one.config();
        int in = c.at("in_channels").integer();
        int out = c.at("out_channels").integer();
        MatLayers.run(one, p -> TransformerGroup.resizing(p, in, out, scale), layer -> {
            try (PointerScope scope = new PointerScope()) {
                check(one, Tokens.of(layer.forward(tokens(one).features())));
            }
        });
    }

    private static void group(MatCase one) {
        Node c = one.config();
        Scale resize = switch (c.text("downsample", "none")) {
            case "down" -> Scale.DOWN;
            case "up" -> Scale.UP;
            case "none" -> Scale.SAME;
            default -> throw new FixtureException("'downsample' must be down, up or null");
        };
        TransformerGroup.Spec spec = new TransformerGroup.Spec(
                c.at("dim").integer(),
                side(c),
                c.at("depth").integer(),
                c.at("num_heads").integer(),
                c.at("window_size").integer(),
                c.number("mlp_ratio", 2),
                resize);
        MatLayers.run(one, p -> new TransformerGroup(p, spec), layer -> check(one, layer.forward(tokens(one))));
    }
}
