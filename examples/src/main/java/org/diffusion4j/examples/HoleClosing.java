// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.Conv2dLayer;
import org.diffusion4j.nn.mat.PartialConv;
import org.diffusion4j.plot.Grid;
import org.diffusion4j.plot.Png;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Tensors;

/** A partial convolution by a kernel of ones on 6 x 6 pixels: pass by pass the hole closes from its rim. */
public final class HoleClosing {
    private static final int SIDE = 6;
    private static final List<String> MAPS = List.of("input", "known", "count", "known after", "ratio", "output");

    private HoleClosing() {}

    /** Draws {@code hole.png}, or the file that is named. */
    public static void main(String[] words) {
        run(Path.of(words.length > 0 ? words[0] : "hole.png"));
    }

    /** Six maps of each pass until all is known; then of a picture that is all hole, and the output without a mask. */
    static List<Tensor> run(Path file) {
        List<Tensor> maps = new ArrayList<>();
        try (PointerScope scope = new PointerScope();
                Parameters.Built<PartialConv> layer = Parameters.forUse(
                        p -> PartialConv.of(p, Conv2dLayer.Spec.of(1, 1, 3)), HoleClosing::ones, Devices.of("cpu"))) {
            Tensor picture = torch.arange(Tensors.scalar(1), Tensors.scalar(37)).view(1, 1, SIDE, SIDE);
            Tensor known = torch.ones(1, 1, SIDE, SIDE);
            known.narrow(2, 0, 5).narrow(3, 1, 5).zero_(); // a rectangle that reaches two edges
            for (Tensor x = picture; known.min().item_double() < 1; x = maps.get(maps.size() - 1)) {
                known = pass(layer.network(), x, known, maps);
            }
            pass(layer.network(), picture, torch.zeros(1, 1, SIDE, SIDE), maps);
            maps.add(layer.network().forward(new PartialConv.Masked(picture, null)).features());
            List<BufferedImage> tiles = new ArrayList<>();
            for (int i = 0; i < maps.size(); i++) {
                String name = i == maps.size() - 1 ? "output without a mask" : MAPS.get(i % MAPS.size());
                System.out.println(name + text(maps.get(i)));
                tiles.add(tile(maps.get(i)));
                Tensors.keep(maps.get(i));
            }
            Png.write(file, Grid.of(tiles, MAPS.size()).scaled(18).draw());
        }
        return maps;
    }

    private static float[] ones(String name, org.diffusion4j.nn.Init rule, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        Arrays.fill(values, name.endsWith("weight") ? 1 : 0);
        return values;
    }

    private static Tensor pass(PartialConv layer, Tensor x, Tensor known, List<Tensor> maps) {
        PartialConv.Coverage c = layer.coverage(known);
        Tensor y = layer.forward(new PartialConv.Masked(x, known)).features();
        maps.addAll(List.of(x, known, c.count(), c.known(), c.ratio(), y));
        return c.known();
    }
}
