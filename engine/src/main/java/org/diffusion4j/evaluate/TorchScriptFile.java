// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.StringIValueMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.Layout;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.image.Background;
import org.diffusion4j.image.Picture;
import org.diffusion4j.run.Sha256;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.NativeErrors;
import org.diffusion4j.tensor.Shapes;

/**
 * A network that came as a TorchScript file, and pictures as such networks take them. Such a file is a program; load only
 * those whose origin you trust.
 *
 * @param role what it is for
 * @param name of the file
 * @param sha256 of its bytes
 * @param module in evaluation mode; closed with this
 */
record TorchScriptFile(Role role, String name, String sha256, JitModule module) implements AutoCloseable {
    /** In one answer. */
    private static final long MOST_NUMBERS = 1L << 24;

    /** The method that is asked. */
    static final String FORWARD = "forward";

    /** How the native library says that it takes other arguments than it was given. */
    private static final Pattern DECLARATION = Pattern.compile("Declaration: forward\\([^,)]* self(?:, )?(.*)\\) -> ");

    /** What a network is for. */
    enum Role {
        /** Describes pictures by numbers. */
        FEATURES("feature network", "Use one that takes bytes (N, 3, H, W) and gives (N, F)."),
        /** Says how far apart pictures look. */
        DISTANCE("perceptual distance", "Use one that takes two batches (N, 3, H, W) and gives (N).");

        private final String title;
        private final String advice;

        Role(String title, String advice) {
            this.title = title;
            this.advice = advice;
        }
    }

    /**
     * Loads a file.
     *
     * @throws StorageException if the file cannot be read
     * @throws FormatException if it is no TorchScript, or has nothing to be asked
     */
    static TorchScriptFile open(Path file, Role role) {
        Engine.start();
        try {
            return new TorchScriptFile(
                    role, String.valueOf(file.getFileName()), Sha256.of(Files.readAllBytes(file)), loaded(file));
        } catch (IOException e) {
            throw new StorageException(
                    "the %s '%s' cannot be read (%s). Give the path of a TorchScript file that you may read."
                            .formatted(role.title, file, StorageException.reason(e)),
                    e);
        }
    }

    private static JitModule loaded(Path file) {
        try (PointerScope scope = new PointerScope()) {
            JitModule module = loadedInto(file);
            if (!module.find_method(FORWARD).has_value()) {
                throw new FormatException(
                        "'%s' is a TorchScript file without a method 'forward', so it cannot be asked. Save a whole network with torch.jit.script or torch.jit.trace."
                                .formatted(file));
            }
            module.eval();
            module.retainReference();
            return module;
        }
    }

    private static JitModule loadedInto(Path file) {
        try {
            return torch.load(file.toString());
        } catch (RuntimeException e) {
            throw new FormatException(
                    "'%s' is no TorchScript file that can be loaded. Save the network with torch.jit.script or torch.jit.trace; a plain state dict has no program."
                            .formatted(file),
                    e);
        }
    }

    /**
     * Asks the network about {@code pictures} pictures, or pairs of them.
     *
     * @param given the batches
     * @param named arguments beside them
     * @param fits whether its answer is what was asked for; only tensors of plain real numbers are
     * @return a tensor of the caller's scope
     * @throws FormatException if its program stops
     * @throws ShapeException if it answers something else
     */
    Tensor ask(int pictures, List<Tensor> given, StringIValueMap named, Predicate<Tensor> fits) {
        IValue answer = answer(given, named);
        if (answer.isTensor() && isPlain(answer.toTensor()) && fits.test(answer.toTensor())) {
            return answer.toTensor();
        }
        throw new ShapeException("the %s '%s' answered %d %s with %s, not with a %s. %s"
                .formatted(
                        role.title,
                        name,
                        pictures,
                        role == Role.FEATURES ? "pictures" : "pairs of pictures",
                        described(answer),
                        role == Role.FEATURES ? "row of features for each" : "number for each",
                        role.advice));
    }

    private IValue answer(List<Tensor> given, StringIValueMap named) {
        try {
            return module.forward(
                    new IValueVector(given.stream().map(IValue::new).toArray(IValue[]::new)), named);
        } catch (RuntimeException e) {
            if (e.getClass() != RuntimeException.class || NativeErrors.isLackOfMemory(e)) {
                throw e; // no fault of the file
            }
            throw new FormatException(
                    "the %s '%s' was given %s and %s. %s"
                            .formatted(role.title, name, words(given), reason(e), role.advice),
                    e);
        }
    }

    private static String words(List<Tensor> given) {
        return "%s of the shape %s"
                .formatted(
                        given.size() == 1 ? "a batch" : "%d batches".formatted(given.size()),
                        Shapes.text(given.get(0).shape()));
    }

    private static String reason(RuntimeException e) {
        Matcher declaration = DECLARATION.matcher(String.valueOf(e.getMessage()));
        return declaration.find()
                ? "takes other arguments: (%s)".formatted(declaration.group(1))
                : "stopped: " + NativeErrors.reason(e);
    }

    private static boolean isPlain(Tensor tensor) {
        return !tensor.is_complex()
                && !tensor.is_quantized()
                && tensor.layout().intern() == Layout.Strided
                && tensor.numel() <= MOST_NUMBERS;
    }

    private static String described(IValue answer) {
        if (!answer.isTensor()) {
            return "something else than a tensor";
        }
        String shape = Shapes.text(answer.toTensor().shape());
        return isPlain(answer.toTensor()) ? shape : "%s, of a kind or a count that cannot be read".formatted(shape);
    }

    /**
     * Refuses pictures of another size.
     *
     * @param role what takes them, in the sentence: {@code a feature network}
     * @throws ShapeException if one has not as many pixels as {@code first}
     */
    static void requireSize(Picture first, List<Picture> pictures, String role) {
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            if (picture.width() != first.width() || picture.height() != first.height()) {
                throw new ShapeException(
                        "picture %d has %d x %d pixels and the first %d x %d; %s takes pictures of one size. Resize them first."
                                .formatted(i, picture.width(), picture.height(), first.width(), first.height(), role));
            }
        }
    }

    /** Pictures of one size ({@link #requireSize}), on white, (N, 3, H, W), one byte a number. */
    static Tensor bytes(List<Picture> pictures) {
        int width = pictures.get(0).width();
        int height = pictures.get(0).height();
        int pixels = width * height;
        byte[] planes = new byte[Math.multiplyExact(3 * pixels, pictures.size())];
        for (int i = 0; i < pictures.size(); i++) {
            byte[] samples = pictures.get(i).over(Background.WHITE).colored().samples();
            for (int k = 0; k < samples.length; k++) {
                planes[(3 * i + k % 3) * pixels + k / 3] = samples[k];
            }
        }
        Tensor tensor = torch.empty(
                new long[] {pictures.size(), 3, height, width},
                new TensorOptions(ScalarType.Byte),
                new MemoryFormatOptional());
        new BytePointer(tensor.data_ptr()).put(planes, 0, planes.length);
        return tensor;
    }

    @Override
    public void close() {
        module.close();
    }
}
