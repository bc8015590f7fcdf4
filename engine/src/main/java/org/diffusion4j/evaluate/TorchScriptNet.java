// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.StringIValueMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.image.Background;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.Features;
import org.diffusion4j.run.Sha256;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.NativeErrors;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/**
 * A feature network as a TorchScript file, which needs no Python: bytes (N, 3, H, W) in, features (N, F) out. Such a file
 * is a program; load only those whose origin you trust.
 *
 * <p>The figures are called FID and KID for one file alone, the detector of the literature: it is named {@value #DETECTOR}
 * and gives 2,048 features.
 */
public final class TorchScriptNet implements FeatureNet {
    /** File name of the detector that FID is defined with. */
    public static final String DETECTOR = "inception-2015-12-05.pt";

    private static final int DETECTOR_FEATURES = 2048;

    /** An argument of the detector without which it answers with classes. */
    private static final String RETURN_FEATURES = "return_features";

    private static final int ROWS = 32;

    private final String name;
    private final String sha256;
    private final JitModule module;
    private final boolean isAskedForFeatures;
    private final int size;

    private TorchScriptNet(String name, String sha256, JitModule module, Picture example) {
        this.name = name;
        this.sha256 = sha256;
        this.module = module;
        isAskedForFeatures = takesReturnFeatures(module);
        size = Math.toIntExact(ask(List.of(example)).length);
    }

    /**
     * Loads a file.
     *
     * @param example a picture of the size that will be given to it, to see how many features there are
     * @throws StorageException if the file cannot be read
     * @throws FormatException if it is no TorchScript
     */
    public static TorchScriptNet open(Path file, Picture example) {
        Engine.start();
        String sha256;
        try {
            sha256 = Sha256.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new StorageException(
                    "the feature network '%s' cannot be read (%s). Give the path of a TorchScript file that you may read."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
        JitModule module = loaded(file);
        try {
            return new TorchScriptNet(String.valueOf(file.getFileName()), sha256, module, example);
        } catch (RuntimeException e) {
            module.close();
            throw e;
        }
    }

    private static JitModule loaded(Path file) {
        try (PointerScope scope = new PointerScope()) {
            JitModule module = torch.load(file.toString());
            module.eval();
            module.retainReference();
            return module;
        } catch (RuntimeException e) {
            throw new FormatException(
                    "'%s' is no TorchScript file that can be loaded. Save the network with torch.jit.script or torch.jit.trace; a plain state dict has no program."
                            .formatted(file),
                    e);
        }
    }

    private static boolean takesReturnFeatures(JitModule module) {
        try (PointerScope scope = new PointerScope()) {
            return module.get_method("forward")
                    .function()
                    .getSchema()
                    .argumentIndexWithName(RETURN_FEATURES)
                    .has_value();
        }
    }

    @Override
    public String frechetName() {
        return isDetector() ? "FID" : "FD-" + name;
    }

    @Override
    public String kernelName() {
        return isDetector() ? "KID" : "KD-" + name;
    }

    private boolean isDetector() {
        return name.equals(DETECTOR) && size == DETECTOR_FEATURES;
    }

    @Override
    public String sha256() {
        return sha256;
    }

    @Override
    public String resizeRule() {
        return "8-bit RGB on white as they are; the network resizes by itself";
    }

    @Override
    public Features features(List<Picture> pictures) {
        float[] all = new float[Math.multiplyExact(pictures.size(), size)];
        for (int first = 0; first < pictures.size(); first += ROWS) {
            List<Picture> some = pictures.subList(first, Math.min(first + ROWS, pictures.size()));
            System.arraycopy(ask(some), 0, all, first * size, some.size() * size);
        }
        return Features.of(size, all);
    }

    private float[] ask(List<Picture> pictures) {
        return NativeErrors.during("asking the feature network " + name, () -> {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                StringIValueMap named = new StringIValueMap();
                if (isAskedForFeatures) {
                    named.put(new BytePointer(RETURN_FEATURES), new IValue(true));
                }
                IValue answer = module.forward(new IValueVector(new IValue(bytes(pictures))), named);
                if (!answer.isTensor() || answer.toTensor().size(0) != pictures.size()) {
                    throw new ShapeException(
                            "the feature network '%s' answered %d pictures with %s, not with a row of features for each. Use one that takes bytes (N, 3, H, W) and gives (N, F)."
                                    .formatted(name, pictures.size(), described(answer)));
                }
                return Tensors.floats(answer.toTensor());
            }
        });
    }

    private static String described(IValue answer) {
        return answer.isTensor() ? Shapes.text(answer.toTensor().shape()) : "something else than a tensor";
    }

    /** (N, 3, H, W), one byte a number. */
    private static Tensor bytes(List<Picture> pictures) {
        int width = pictures.get(0).width();
        int height = pictures.get(0).height();
        int pixels = width * height;
        byte[] planes = new byte[Math.multiplyExact(3 * pixels, pictures.size())];
        for (int i = 0; i < pictures.size(); i++) {
            byte[] samples = pictures.get(i).over(Background.WHITE).colored().samples();
            if (samples.length != 3 * pixels) {
                throw new ShapeException(
                        "picture %d has %d x %d pixels and the first %d x %d; a feature network takes pictures of one size. Resize them first."
                                .formatted(
                                        i,
                                        pictures.get(i).width(),
                                        pictures.get(i).height(),
                                        width,
                                        height));
            }
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
