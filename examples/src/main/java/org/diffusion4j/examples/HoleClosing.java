// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static final float[] ONES = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    private static final List<String> MAPS = List.of("input", "known", "count", "known after", "ratio", "output");

    private HoleClosing() {}

    /** Draws {@code hole.png}, or the file that is named. */
    public static void main(String[] words) {
        run(Path.of(words.length > 0 ? words[0] : "hole.png"));
    }

    /** Six maps of each pass until all is known; then of a picture that is all hole, and the output without a mask. */
    static List<double[]> run(Path file) {
        try (PointerScope scope = new PointerScope();
                Parameters.Built<PartialConv> built = Parameters.forUse(
                        p -> PartialConv.of(p, Conv2dLayer.Spec.of(1, 1, 3).withoutBias()),
                        (name, rule, shape) -> name.endsWith("weight") ? ONES.clone() : new float[16],
                        Devices.of("cpu"))) {
            PartialConv layer = built.network();
            List<Tensor> maps = new ArrayList<>();
            Tensor picture = torch.arange(Tensors.scalar(1), Tensors.scalar(37)).view(1, 1, SIDE, SIDE);
            Tensor known = torch.ones(1, 1, SIDE, SIDE); // but for a rectangle that reaches two edges
            known.narrow(2, 0, 5).narrow(3, 1, 5).zero_();
            for (Tensor x = picture; known.min().item_double() < 1; x = maps.get(maps.size() - 1)) {
                known = pass(layer, x, known, maps);
            }
            pass(layer, picture, torch.zeros(1, 1, SIDE, SIDE), maps);
            maps.add(layer.forward(new PartialConv.Masked(picture, null)).features());
            List<String> names = new ArrayList<>();
            List<BufferedImage> tiles = new ArrayList<>();
            for (int i = 0; i < maps.size(); i++) {
                names.add(i < maps.size() - 1 ? MAPS.get(i % MAPS.size()) : "no mask");
                tiles.add(shown(names.get(i), maps.get(i)));
            }
            Grid sheet = Grid.of(tiles, MAPS.size()).scaled(18);
            Png.write(file, sheet.captioned(names).draw());
            return maps.stream().map(Tensors::doubles).toList();
        }
    }

    private static Tensor pass(PartialConv layer, Tensor x, Tensor known, List<Tensor> maps) {
        PartialConv.Coverage c = layer.coverage(known);
        maps.addAll(List.of(x, known, c.count(), c.known(), c.ratio()));
        maps.add(layer.forward(new PartialConv.Masked(x, known)).features());
        return c.known();
    }

    private static BufferedImage shown(String name, Tensor map) {
        double[] values = Tensors.doubles(map);
        BufferedImage tile = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        System.out.print("\n" + name);
        double most = Math.max(1, map.max().item_double());
        for (int i = 0; i < values.length; i++) {
            System.out.printf("%s%7.2f", i % SIDE == 0 ? "\n" : "", values[i]);
            tile.getRaster().setSample(i % SIDE, i / SIDE, 0, (int) (255 * values[i] / most));
        }
        return tile;
    }
}
