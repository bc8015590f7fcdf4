// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.config.Names;
import org.diffusion4j.error.ConfigException;

/**
 * Devices by name: {@code auto} (the first GPU if there is one, else the CPU), {@code cpu}, {@code cuda}, {@code cuda:1},
 * {@code mps}. The few values are kept for the life of the process, so nobody closes one.
 */
public final class Devices {
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");
    private static final ConcurrentHashMap<String, Device> KEPT = new ConcurrentHashMap<>();

    private Devices() {}

    /**
     * The device of that name.
     *
     * @throws ConfigException if the name is unknown or this machine has no such device
     */
    public static Device of(String name) {
        Engine.start();
        return KEPT.computeIfAbsent(resolve(name, gpus(), torch.hasMPS()), Devices::outsideScopes);
    }

    /** The names that work on this machine, besides {@code auto}; the CPU is the last. */
    public static List<String> found() {
        Engine.start();
        return found(gpus(), torch.hasMPS());
    }

    /** The device in words: {@code "cpu, AMD EPYC, 2 cores"}, {@code "cuda:0, GPU 1 of 2"}. */
    public static String describe(Device device) {
        if (device.is_cpu()) {
            int cores = Engine.cores();
            return "cpu, %s, %d %s".formatted(Processor.ofMachine().model(), cores, cores == 1 ? "core" : "cores");
        }
        if (device.is_cuda()) {
            return "cuda:%d, GPU %d of %d".formatted(device.index(), device.index() + 1, gpus());
        }
        try (PointerScope scope = new PointerScope()) {
            return "%s, the GPU of this Mac".formatted(device.str().getString());
        }
    }

    /**
     * The full name that {@code name} stands for. A GPU's has its number, because a tensor's device has one, and devices
     * are equal only with it.
     */
    static String resolve(String name, int gpus, boolean hasMps) {
        if (name.equals("auto")) {
            return found(gpus, hasMps).get(0);
        }
        if (name.equals("cpu")) {
            return name;
        }
        if (name.equals("mps") && hasMps) {
            return "mps:0";
        }
        Matcher cuda = CUDA.matcher(name);
        if (!cuda.matches() && !name.equals("mps")) {
            List<String> known = List.of("auto", "cpu", "cuda", "cuda:0", "mps");
            throw new ConfigException("the device '%s' is not known. %s This machine has: %s."
                    .formatted(name, Names.advice(name, known), String.join(", ", found(gpus, hasMps))));
        }
        if (cuda.matches()) {
            int number = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
            if (number < gpus) {
                return "cuda:" + number;
            }
        }
        throw new ConfigException(
                "the device '%s' is not there. This machine and this build of the native library have: %s. Choose one of them, or 'auto'; 'd4j doctor' says more."
                        .formatted(name, String.join(", ", found(gpus, hasMps))));
    }

    private static List<String> found(int gpus, boolean hasMps) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < gpus; i++) {
            names.add("cuda:" + i);
        }
        if (hasMps) {
            names.add("mps:0");
        }
        names.add("cpu");
        return names;
    }

    private static int gpus() {
        return torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    }

    private static Device outsideScopes(String name) {
        try (PointerScope scope = new PointerScope()) {
            Device device = new Device(name);
            device.retainReference(); // survives the scope: owned by the table
            return device;
        }
    }
}
