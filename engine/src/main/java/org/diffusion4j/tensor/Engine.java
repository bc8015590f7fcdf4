// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.StringSupplier;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.EngineException;
import org.jspecify.annotations.Nullable;

/**
 * The one place that starts the native runtime and decides its policies. {@link #start()} may be called as often as one
 * likes; everything that touches a tensor calls it first.
 *
 * <p>Policies: OpenBLAS runs on one thread, because its pool and libtorch's spin against each other and make small
 * networks ten times slower; libtorch gets the cores that the process may really use; native errors carry no C++ frames. JavaCPP's limit of the process's memory
 * ({@code org.bytedeco.javacpp.maxPhysicalBytes}) is off unless it was set.
 */
public final class Engine {
    private static final String MEMORY_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

    /** Kept referenced: libtorch calls it for every error it throws. Null until the library is loaded. */
    private static volatile @Nullable StringSupplier noFrames;

    /** What {@link #startAhead} began and nobody has asked for yet. */
    private static final AtomicReference<@Nullable Future<?>> AHEAD = new AtomicReference<>();

    private Engine() {}

    /** Bytes that this process may still take without swapping; empty where the platform does not tell. */
    public static OptionalLong freeMemory() {
        long available = Memory.ofProcess().available();
        return available == Memory.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(available);
    }

    /**
     * Loads the native library on first use (about a second; several the first time ever, while it is unpacked).
     *
     * @throws EngineException if this platform has no native library, it does not load, or there is too little memory or
     *     disk for it
     */
    public static void start() {
        if (noFrames == null) {
            Future<?> begun = AHEAD.getAndSet(null);
            if (begun != null) {
                await(begun);
            }
            load();
        }
    }

    /**
     * Begins to load the native library on a thread of its own, for one that is going to need it and has something to read
     * before. What goes wrong is said by the {@link #start()} that follows.
     */
    public static void startAhead() {
        if (noFrames != null) {
            return;
        }
        FutureTask<?> loading = new FutureTask<>(Engine::load, null);
        if (!AHEAD.compareAndSet(null, loading)) {
            return;
        }
        Thread loader = new Thread(loading, "diffusion4j-load");
        loader.setDaemon(true);
        // At the process's end destructors of libraries run; they must not meet one that is being loaded.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(loader)));
        loader.start();
    }

    /** Cores this process may use, at least 1. */
    public static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Whether this processor has instructions for matrices in bfloat16; without them that is slower than float32. */
    public static boolean hasBfloat16() {
        return Processor.ofMachine().hasBfloat16();
    }

    /** Whether libtorch computes with vectors of 512 bits here; its convolutions then do so as well, unless told otherwise. */
    public static boolean hasWideVectors() {
        start();
        try (PointerScope scope = new PointerScope()) {
            return torch.get_cpu_capability().getString().equals("AVX512");
        }
    }

    /** Everything that the speed of a network depends on here, in words: processor, cores, instructions, libraries. */
    public static String machine() {
        start();
        Processor processor = Processor.ofMachine();
        try (PointerScope scope = new PointerScope()) {
            return "%s, %d cores, %s, %s for %s"
                    .formatted(
                            processor.model(),
                            cores(),
                            processor.level(torch.get_cpu_capability().getString()),
                            NativeVersions.line(),
                            Loader.getPlatform());
        }
    }

    /** The file beside the unpacked libraries that keeps what was measured on this machine. */
    public static Path calibrationFile() {
        return MemoryCheck.cacheFolder().resolve("diffusion4j-calibration.json");
    }

    /**
     * Sets how many threads libtorch's operators use when called from the current thread. Results of float32 sums
     * differ a little between thread counts.
     *
     * @param threads 1 to {@link #cores()}
     * @throws ConfigException if outside that range
     */
    public static void useThreads(int threads) {
        start();
        if (threads < 1 || threads > cores()) {
            throw new ConfigException(
                    "threads must lie in 1 to %d (the cores of this process) but was %d. Leave it out to let the network decide."
                            .formatted(cores(), threads));
        }
        torch.get_num_threads(); // a thread's first question sets its number to that which any thread set last
        torch.set_num_threads(threads);
    }

    /** Does {@code work} with that many operator threads, and sets the former number again. */
    public static <T> T withThreads(int threads, Supplier<T> work) {
        start();
        int before = torch.get_num_threads();
        useThreads(threads);
        try {
            return work.get();
        } finally {
            torch.set_num_threads(before);
        }
    }

    /**
     * Sets whether NVIDIA's GPUs may round the factors of float32 products to TF32, in the whole process; they may not before.
     *
     * @return whether they might until now
     */
    public static boolean roundProductsToTf32(boolean isRounded) {
        start();
        boolean before = torch.globalContext().allowTF32CuBLAS();
        setTf32(isRounded);
        return before;
    }

    private static void setTf32(boolean isRounded) {
        torch.globalContext().setAllowTF32CuBLAS(isRounded);
        torch.globalContext().setAllowTF32CuDNN(isRounded);
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Throws what the library's loading failed with. */
    private static void await(Future<?> loading) {
        try {
            loading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineException failure) {
                throw failure;
            }
            throw new IllegalStateException("loading the native library failed", e.getCause());
        }
    }

    private static synchronized void load() {
        if (noFrames != null) {
            return;
        }
        MemoryCheck.requireRoom();
        askNoMoreForMemory();
        try (Unpacking alone = Unpacking.begin()) {
            Loader.load(torch.class);
            openblas.blas_set_num_threads(1);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new EngineException(
                    "The native library does not load on %s: %s. Supported are linux-x86_64, macosx-arm64, macosx-x86_64 and windows-x86_64; put org.bytedeco:pytorch, openblas and javacpp with the classifier of your platform on the class path."
                            .formatted(Loader.getPlatform(), e.getMessage()),
                    e);
        }
        StringSupplier none = new NoFrames();
        none.retainReference(); // the library may be loaded within somebody's scope, which ends before it
        torch.SetStackTraceFetcher(none);
        torch.get_num_threads(); // as in useThreads
        torch.set_num_threads(cores());
        setTf32(false);
        noFrames = none;
    }

    /**
     * JavaCPP asks the system how much memory the process holds whenever an object of the library is made; where that is more than twice
     * Java's heap it collects garbage and then fails, although our data live outside the heap. With threads that make many small objects
     * the asking takes a quarter of the time; what is made here is freed by scopes. Whoever wants that limit sets the property.
     */
    private static void askNoMoreForMemory() {
        if (System.getProperty(MEMORY_LIMIT) == null
                && System.getProperty(MEMORY_LIMIT.toLowerCase(Locale.ROOT)) == null) {
            System.setProperty(MEMORY_LIMIT, "0");
        }
    }

    private static final class NoFrames extends StringSupplier {
        @Override
        public BytePointer call() {
            return new BytePointer("");
        }
    }
}
