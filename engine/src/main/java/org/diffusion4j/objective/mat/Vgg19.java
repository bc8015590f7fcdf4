// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective.mat;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.max_pool2d;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;

/**
 * The convolutions of VGG-19 (Simonyan and Zisserman 2015) as a fixed measure of what images show. Checkpoint names are
 * torchvision's: {@code features.0.weight}, {@code features.0.bias}, {@code features.2.weight}, …
 */
public final class Vgg19 {
    /** Channels of each level; levels are parted by a maximum over 2 × 2 pixels. */
    private static final int[][] LEVELS = {
        {64, 64}, {128, 128}, {256, 256, 256, 256}, {512, 512, 512, 512}, {512, 512, 512, 512}
    };

    private static final long[] ONE = {1, 1};
    private static final long[] TWO = {2, 2};
    private static final long[] NONE = {0, 0};

    private final List<Layer> layers = new ArrayList<>();

    /**
     * A convolution.
     *
     * @param number in torchvision's sequence
     * @param isAfterPool whether the image is halved before it
     */
    private record Layer(int number, boolean isAfterPool, Tensor weight, TensorOptional bias) {
        Tensor forward(Tensor x) {
            return conv2d(x, weight, bias, ONE, ONE, ONE, 1);
        }
    }

    /** Takes {@code features.N} from {@code p}; nothing is ever trained. */
    public Vgg19(ParameterScope p) {
        ParameterScope features = p.in("features");
        int number = 0;
        int in = 3;
        for (int level = 0; level < LEVELS.length; level++) {
            for (int i = 0; i < LEVELS[level].length; i++) {
                int out = LEVELS[level][i];
                ParameterScope own = features.in(Integer.toString(number));
                Tensor weight = own.frozen("weight", Init.ZEROS, out, in, 3, 3);
                Tensor bias = own.frozen("bias", Init.ZEROS, out);
                layers.add(new Layer(number, level > 0 && i == 0, weight, new TensorOptional(bias)));
                number += 2; // the activation has a number too
                in = out;
            }
            number++; // so has the maximum
        }
    }

    /**
     * Features before their activation.
     *
     * @param x (B, 3, H, W), normalised as the network expects
     * @param numbers of the convolutions that are asked for, for example 25 for conv4_4 and 34 for conv5_4
     */
    public Map<Integer, Tensor> features(Tensor x, List<Integer> numbers) {
        Map<Integer, Tensor> found = new TreeMap<>();
        Tensor before = x;
        for (Layer layer : layers) {
            Tensor input = before;
            before = Temporaries.freedAfter(() -> layer.forward(entering(layer, input)));
            if (numbers.contains(layer.number())) {
                found.put(layer.number(), before);
            }
            if (found.size() == numbers.size()) {
                return found;
            }
        }
        throw new IllegalArgumentException("VGG-19 has no convolutions of all these numbers: " + numbers);
    }

    private static Tensor entering(Layer layer, Tensor before) {
        Tensor x = layer.number() == 0 ? before : before.relu();
        return layer.isAfterPool() ? max_pool2d(x, TWO, TWO, NONE, ONE, false) : x;
    }
}
