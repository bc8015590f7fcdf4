// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.diffusion4j.nn.WinogradTiles.Places;
import org.diffusion4j.tensor.Crew;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;

/**
 * Convolutions with kernels of 3 x 3, stride 1 and one pixel of padding by minimal filtering, F(4 x 4, 3 x 3), and the gradients
 * of their kernels: tiles and the kernel are transformed, 36 products of matrices sum over channels or over tiles, and the
 * results are transformed back. A tile takes 36 multiplications for each pair of channels instead of 144, and its sums are some
 * four times less exact: of outputs around 1 the root mean square is 3e-6 instead of 8e-7. A transformed kernel takes four times
 * the memory of the plain one.
 *
 * <p>The gradient of what comes in is such a convolution itself, of the gradient of what comes out with {@link #turned} kernels.
 *
 * <p>Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, section 4; the gradient of a kernel is
 * the derivative of the same formula.
 */
final class Winograd {
    private static final int PRODUCTS = WinogradTiles.PRODUCTS;

    /** Tiles times channels of a block: 5 MB when transformed, so that the products find them in a cache. */
    private static final int BLOCK = 1 << 15;

    /** Tiles of a block are a multiple of this. */
    private static final int STEP = 16;

    /** Tiles times channels below which products take longer to begin than they spare. */
    private static final int LEAST_WORK = 3072;

    /** Pairs of channels for each tile above which the kernel's memory is not worth the time. */
    private static final int MOST_PAIRS = 3500;

    /** Channels below which the transforms take what the products spare; where vectors have 512 bits a careful guess. */
    private static final int LEAST_CHANNELS = Engine.hasWideVectors() ? 128 : 64;

    /** G of the paper for F(4, 3): a kernel's row to that of a transformed kernel. */
    private static final double[][] G = {
        {1 / 4.0, 0, 0},
        {-1 / 6.0, -1 / 6.0, -1 / 6.0},
        {-1 / 6.0, 1 / 6.0, -1 / 6.0},
        {1 / 24.0, 1 / 12.0, 1 / 6.0},
        {1 / 24.0, -1 / 12.0, 1 / 6.0},
        {0, 0, 1}
    };

    private static final int TAPS = 9;

    /** Multiplications of the plain convolution for each thread below which threads that meet take what is spared. */
    private static final double LEAST_SHARED = 2e9;

    /** The products, which never change; made when they are needed first. */
    private static final class Products {
        private static final PackedOperator OPERATOR = made();

        private static PackedOperator made() {
            try (PointerScope own = new PointerScope()) {
                own.extend(); // for good, whatever scope is open
                return new PackedOperator(new TensorOptional(), 1, 0, PRODUCTS);
            }
        }
    }

    private Winograd() {}

    /** Whether a convolution of this kernel, stride and padding can be computed so, and is faster where tiles are many. */
    static boolean isFor(Tensor weight, int stride, int padding) {
        return stride == 1
                && padding == 1
                && weight.size(2) == 3
                && weight.size(3) == 3
                && Math.min(weight.size(0), weight.size(1)) >= LEAST_CHANNELS;
    }

    /** Whether x is computed so faster in training, where pieces of a batch share the threads: where operators have one. */
    static boolean isForTraining(Tensor x, long in, long out) {
        return torch.get_num_threads() == 1 && isFor(x, in, out);
    }

    /** Whether x is computed so faster by a network that is asked: where operators have one thread, or much to share. */
    static boolean isForAsking(Tensor x, long in, long out) {
        long threads = torch.get_num_threads();
        double plain = (double) x.numel() * TAPS * out;
        return (threads == 1 || plain >= LEAST_SHARED * threads) && isFor(x, in, out);
    }

    /** Whether x has enough tiles for the kernel, and fewer than 2 GB. */
    private static boolean isFor(Tensor x, long in, long out) {
        long tiles = WinogradTiles.of(x.shape()).count();
        long bytes = Float.BYTES * (x.numel() / in * Math.max(in, out));
        return x.size(1) == in
                && tiles * Math.min(in, out) >= LEAST_WORK
                && tiles * MOST_PAIRS >= in * out
                && bytes <= Integer.MAX_VALUE;
    }

    /** Tiles that are multiplied at once: of blocks that are not too large, and enough for all threads, the last is nearly full. */
    private static int block(int tiles, long in, long out) {
        int most = (int) Math.max(STEP, BLOCK / Math.max(in, out));
        int threads = torch.get_num_threads();
        int blocks = (tiles + most * threads - 1) / (most * threads) * threads;
        return (tiles + blocks * STEP - 1) / (blocks * STEP) * STEP;
    }

    /** Both sides of G g G' or of G' g G as one matrix, (36, 9). */
    private static Tensor rule() {
        int size = G.length;
        double[] both = new double[PRODUCTS * TAPS];
        for (int i = 0; i < PRODUCTS; i++) {
            for (int j = 0; j < TAPS; j++) {
                both[i * TAPS + j] = G[i / size][j / 3] * G[i % size][j % 3];
            }
        }
        return Tensors.toFloat(Tensors.of(both, PRODUCTS, TAPS));
    }

    /** The kernel that leads gradients back: (out, in, 3, 3) -> (in, out, 3, 3), upside down. */
    static Tensor turned(Tensor weight) {
        return weight.transpose(0, 1).flip(2, 3);
    }

    /**
     * G g G' of every kernel g of (out, in, 3, 3), in the order that is best for blocks of so many tiles, which an operator with
     * one thread multiplies.
     */
    static Tensor kernel(Tensor weight, int block) {
        long out = weight.size(0);
        long in = weight.size(1);
        return Engine.withThreads(
                1,
                () -> Temporaries.freedAfter(() -> {
                    Tensor plain = Temporaries.freedAfter(() -> torch.matmul(
                                    rule(), weight.reshape(out * in, TAPS).t())
                            .view(PRODUCTS * out, in, 1, 1));
                    return Products.OPERATOR.packedInsteadOf(plain, 1, PRODUCTS * in, block, 1);
                }));
    }

    /**
     * x (B, in, H, W) -> (B, out, H, W), channels-last. As many threads as operators have share the blocks of tiles.
     *
     * @param bias (out)
     * @param kernel gives what {@link #kernel} made for blocks of so many tiles
     */
    static Tensor forward(Tensor x, float[] bias, IntFunction<IValue> kernel) {
        int in = (int) x.size(1);
        WinogradTiles tiles = WinogradTiles.of(x.shape());
        Tensor input = x.contiguous(MemoryFormat.ChannelsLast);
        Tensor output = torch.empty(new long[] {x.size(0), x.size(2), x.size(3), bias.length});
        FloatBuffer from = Tensors.numbers(input);
        FloatBuffer to = Tensors.numbers(output);
        int block = block(tiles.count(), in, bias.length);
        IValue asking = kernel.apply(block);
        AtomicInteger next = new AtomicInteger();
        Crew.share(() -> {
            long[] shape = {1, block, 1, (long) PRODUCTS * in};
            boolean isLastFull = tiles.count() % block == 0; // otherwise what is there is multiplied too
            Tensor asked = isLastFull ? torch.empty(shape) : torch.zeros(shape);
            FloatBuffer transformed = Tensors.numbers(asked);
            for (int first = next.getAndAdd(block); first < tiles.count(); first = next.getAndAdd(block)) {
                int count = Math.min(block, tiles.count() - first);
                tiles.read(from, in, first, count, transformed, Places.byTile(in));
                try (PointerScope scope = new PointerScope()) {
                    Tensor answered = Products.OPERATOR.convolution(asked.permute(0, 3, 1, 2), asking, "none");
                    tiles.write(Tensors.numbers(answered), bias, first, count, to);
                }
            }
        });
        return output.permute(0, 3, 1, 2);
    }

    /** The gradient (out, in, 3, 3) of the kernel, of x (B, in, H, W) and the gradient (B, out, H, W) of what came out. */
    static Tensor kernelGradient(Tensor x, Tensor dy) {
        return Temporaries.freedAfter(() -> {
            int in = (int) x.size(1);
            int out = (int) dy.size(1);
            WinogradTiles tiles = WinogradTiles.of(x.shape());
            Tensor input = x.contiguous(MemoryFormat.ChannelsLast);
            Tensor output = dy.contiguous(MemoryFormat.ChannelsLast);
            FloatBuffer from = Tensors.numbers(input);
            FloatBuffer back = Tensors.numbers(output);
            int block = block(tiles.count(), in, out);
            Tensor seen = torch.empty(PRODUCTS, block, in);
            Tensor made = torch.empty(PRODUCTS, block, out);
            Tensor sums = torch.empty(PRODUCTS, out, in);
            FloatBuffer seenNumbers = Tensors.numbers(seen);
            FloatBuffer madeNumbers = Tensors.numbers(made);
            for (int first = 0; first < tiles.count(); first += block) {
                int count = Math.min(block, tiles.count() - first);
                tiles.read(from, in, first, count, seenNumbers, Places.byProduct(block, in));
                tiles.spread(back, out, first, count, madeNumbers, Places.byProduct(block, out));
                multiply(made, seen, count, first > 0, sums);
            }
            return torch.matmul(rule().t(), sums.view(PRODUCTS, (long) out * in))
                    .view(3, 3, out, in)
                    .permute(2, 3, 0, 1);
        });
    }

    /** For every product k: sums (36, out, in) of a' b over the first tiles, a (36, block, out), b (36, block, in). */
    private static void multiply(Tensor a, Tensor b, int tiles, boolean isAdded, Tensor sums) {
        long block = a.size(1);
        int out = (int) a.size(2);
        int in = (int) b.size(2);
        FloatPointer left = new FloatPointer(a.data_ptr());
        FloatPointer right = new FloatPointer(b.data_ptr());
        FloatPointer result = new FloatPointer(sums.data_ptr());
        for (long k = 0; k < PRODUCTS; k++) {
            openblas.cblas_sgemm(
                    openblas.CblasRowMajor,
                    openblas.CblasTrans,
                    openblas.CblasNoTrans,
                    out,
                    in,
                    tiles,
                    1,
                    left.position(k * block * out),
                    out,
                    right.position(k * block * in),
                    in,
                    isAdded ? 1 : 0,
                    result.position(k * out * in),
                    in);
        }
    }

    /** The products alone, for tiles of zeros. */
    static Runnable products(int tiles, Tensor weight) {
        long in = weight.size(1);
        Tensor asked = torch.zeros(1, tiles, 1, PRODUCTS * in).permute(0, 3, 1, 2);
        IValue kernel = new IValue(kernel(weight, tiles));
        return () -> Products.OPERATOR.convolution(asked, kernel, "none");
    }
}
