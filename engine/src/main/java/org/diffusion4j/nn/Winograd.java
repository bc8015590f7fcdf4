// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;

/**
 * A convolution with a kernel of 3 x 3, stride 1 and one pixel of padding by minimal filtering, F(4 x 4, 3 x 3): tiles of the
 * input and the kernel are transformed, 36 products of matrices sum over the input's channels, and the results are transformed
 * back. A tile takes 36 multiplications for each pair of channels instead of 144, and its sums are some four times less exact:
 * of outputs around 1 the root mean square is 3e-6 instead of 8e-7. A transformed kernel takes four times the memory of the
 * plain one, which is kept as well.
 *
 * <p>Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, section 4.
 */
final class Winograd implements AutoCloseable {
    private static final int PRODUCTS = WinogradTiles.PRODUCTS;

    /** Tiles times channels of a block: 5 MB when transformed, so that the products find them in a cache. */
    private static final int BLOCK = 1 << 15;

    /** Tiles of a block are a multiple of this. */
    private static final int STEP = 16;

    /** Tiles times channels below which products take longer to begin than they spare. */
    private static final int LEAST_WORK = 3072;

    /** Pairs of channels for each tile above which the kernel's memory is not worth the time. */
    private static final int MOST_PAIRS = 3500;

    /** Two pieces of different row counts; more would only hold memory. */
    private static final int MOST_SIZES = 2;

    /** Channels below which the transforms take what the products spare. */
    private static final int LEAST_CHANNELS = 64;

    /** The same where vectors have 512 bits; a careful guess, not measured. */
    private static final int LEAST_CHANNELS_WIDE = 128;

    /** G of the paper for F(4, 3): a kernel's row to that of a transformed kernel. */
    private static final double[][] G = {
        {1 / 4.0, 0, 0},
        {-1 / 6.0, -1 / 6.0, -1 / 6.0},
        {-1 / 6.0, 1 / 6.0, -1 / 6.0},
        {1 / 24.0, 1 / 12.0, 1 / 6.0},
        {1 / 24.0, -1 / 12.0, 1 / 6.0},
        {0, 0, 1}
    };

    private final int in;
    private final int out;
    private final float[] bias;
    private final PackedOperator products;
    private final Map<Long, Tensor> kernels = new LinkedHashMap<>(4, 0.75f, true);

    /** Of a kernel (out, in, 3, 3) and a bias (out). Made where the layers are made. */
    Winograd(Tensor weight, TensorOptional bias) {
        out = (int) weight.size(0);
        in = (int) weight.size(1);
        this.bias = bias.has_value() ? Tensors.floats(bias.get()) : new float[out];
        products = new PackedOperator(new TensorOptional(), 1, 0, PRODUCTS);
    }

    /** Whether a convolution of this kernel, stride and padding can be computed so, and is faster where tiles are many. */
    static boolean isFor(Tensor weight, int stride, int padding) {
        long least = Engine.hasWideVectors() ? LEAST_CHANNELS_WIDE : LEAST_CHANNELS;
        return stride == 1
                && padding == 1
                && weight.size(2) == 3
                && weight.size(3) == 3
                && Math.min(weight.size(0), weight.size(1)) >= least;
    }

    /** Whether x has enough tiles for the kernel, fewer than 2 GB, and operators have one thread, as the transforms do. */
    boolean isFor(Tensor x) {
        long tiles = WinogradTiles.of(x.shape()).count();
        long bytes = Float.BYTES * (x.numel() / in * Math.max(in, out));
        return x.size(1) == in
                && tiles * Math.min(in, out) >= LEAST_WORK
                && tiles * MOST_PAIRS >= (long) in * out
                && bytes <= Integer.MAX_VALUE
                && torch.get_num_threads() == 1;
    }

    /** G g G' of every kernel g, (out, in, 3, 3) -> (36 out, in, 1, 1). */
    private Tensor transformed(Tensor weight) {
        int size = G.length;
        double[] both = new double[PRODUCTS * 9];
        for (int i = 0; i < PRODUCTS; i++) {
            for (int j = 0; j < 9; j++) {
                both[i * 9 + j] = G[i / size][j / 3] * G[i % size][j % 3];
            }
        }
        Tensor rule = Tensors.toFloat(Tensors.of(both, PRODUCTS, 9));
        Tensor kernels = weight.reshape((long) out * in, 9).t();
        return torch.matmul(rule, kernels).view((long) PRODUCTS * out, in, 1, 1);
    }

    /**
     * x (B, in, H, W) -> (B, out, H, W), channels-last.
     *
     * @param weight gives the plain kernel, when it is needed
     */
    Tensor forward(Tensor x, Supplier<Tensor> weight) {
        WinogradTiles tiles = WinogradTiles.of(x.shape());
        Tensor input = x.contiguous(MemoryFormat.ChannelsLast);
        Tensor output = torch.empty(new long[] {x.size(0), x.size(2), x.size(3), out});
        FloatBuffer from = numbers(input);
        FloatBuffer to = numbers(output);
        int most = Math.max(STEP, BLOCK / Math.max(in, out));
        int blocks = (tiles.count() + most - 1) / most;
        int block = (tiles.count() + blocks * STEP - 1) / (blocks * STEP) * STEP;
        IValue kernel = kernel(block, weight);
        long[] shape = {1, block, 1, (long) PRODUCTS * in};
        boolean isLastFull = tiles.count() % block == 0; // otherwise what is there is multiplied too
        Tensor asked = isLastFull ? torch.empty(shape) : torch.zeros(shape);
        FloatBuffer transformed = numbers(asked);
        for (int first = 0; first < tiles.count(); first += block) {
            int count = Math.min(block, tiles.count() - first);
            tiles.read(from, in, first, count, transformed);
            try (PointerScope scope = new PointerScope()) {
                Tensor answered = products.convolution(asked.permute(0, 3, 1, 2), kernel, "none");
                tiles.write(numbers(answered), bias, first, count, to);
            }
        }
        return output.permute(0, 3, 1, 2);
    }

    /** The products alone, for tiles of zeros. */
    Runnable products(int tiles, Tensor weight) {
        Tensor asked = torch.zeros(1, tiles, 1, (long) PRODUCTS * in).permute(0, 3, 1, 2);
        IValue kernel = kernel(tiles, () -> weight);
        return () -> products.convolution(asked, kernel, "none");
    }

    /** A window to the memory of a dense tensor, as its numbers lie there. */
    private static FloatBuffer numbers(Tensor dense) {
        return new FloatPointer(dense.data_ptr()).capacity(dense.numel()).asBuffer();
    }

    /** Which order is best depends on the number of tiles. The value holds its kernel, whoever asks for others meanwhile. */
    private synchronized IValue kernel(long block, Supplier<Tensor> weight) {
        Tensor kernel = kernels.get(block);
        if (kernel == null) {
            try (PointerScope scope = new PointerScope()) {
                Tensor plain = Temporaries.freedAfter(() -> transformed(weight.get()));
                kernel = Tensors.keep(products.packedInsteadOf(plain, 1, (long) PRODUCTS * in, block, 1));
            }
            kernels.put(block, kernel);
            if (kernels.size() > MOST_SIZES) {
                Long oldest = kernels.keySet().iterator().next();
                Objects.requireNonNull(kernels.remove(oldest)).close();
            }
            Holes.left((long) PRODUCTS * in * out);
        }
        return new IValue(kernel);
    }

    @Override
    public synchronized void close() {
        kernels.values().forEach(Tensor::close);
        kernels.clear();
    }
}
