// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective.mat;

import static org.bytedeco.pytorch.global.torch.l1_loss;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.StoredSource;
import org.diffusion4j.tensor.Tensors;

/**
 * How differently two images look to VGG-19: the mean absolute difference of its features before the activations of
 * conv4_4 (weight 1/4) and conv5_4 (weight 1/2), summed (Li et al. 2022, section 3.6).
 */
public final class PerceptualLoss implements AutoCloseable {
    /** Weight of each convolution, by its number in torchvision's sequence. */
    private static final Map<Integer, Double> WEIGHTS = new TreeMap<>(Map.of(25, 0.25, 34, 0.5));

    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

    private final Parameters.Built<Vgg19> vgg;
    private final Device device;

    /** A loss over this network, which it closes. */
    public PerceptualLoss(Parameters.Built<Vgg19> vgg, Device device) {
        this.vgg = vgg;
        this.device = device;
    }

    /**
     * A loss with weights from a file with torchvision's names; what else the file holds is not used.
     *
     * @throws org.diffusion4j.error.CheckpointException if a tensor is missing or has another shape
     */
    public static PerceptualLoss open(Path safetensors, Device device) {
        try (SafeTensors file = SafeTensors.open(safetensors)) {
            return new PerceptualLoss(Parameters.forUse(Vgg19::new, StoredSource.of(file), device), device);
        }
    }

    /** The features that are compared, conv4_4 and then conv5_4, of images (B, 3, H, W) in [−1, 1]. */
    public List<Tensor> features(Tensor images) {
        Tensor half = Tensors.times(Tensors.plus(images, 1), 0.5); // [0, 1]
        Tensor x = half.sub(channels(MEAN, images)).div(channels(DEVIATION, images));
        return List.copyOf(
                vgg.network().features(x, List.copyOf(WEIGHTS.keySet())).values());
    }

    private Tensor channels(float[] each, Tensor like) {
        return Tensors.on(device, Tensors.of(each, 1, each.length, 1, 1)).to(like.scalar_type());
    }

    /** The distance of {@code images} from {@code real}, both (B, 3, H, W) in [−1, 1], with a gradient for the former. */
    public Tensor of(Tensor images, Tensor real) {
        List<Tensor> wanted;
        try (NoGradGuard guard = new NoGradGuard()) {
            wanted = features(real);
        }
        List<Tensor> got = features(images);
        List<Double> weights = List.copyOf(WEIGHTS.values());
        Tensor sum = null;
        for (int i = 0; i < weights.size(); i++) {
            Tensor one = Tensors.times(l1_loss(got.get(i), wanted.get(i)), weights.get(i));
            sum = sum == null ? one : sum.add(one);
        }
        return Objects.requireNonNull(sum);
    }

    @Override
    public void close() {
        vgg.close();
    }
}
