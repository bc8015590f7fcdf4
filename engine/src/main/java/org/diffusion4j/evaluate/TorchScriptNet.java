// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.StringIValueMap;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.Features;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.tensor.NativeErrors;
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

    /** Their covariance has 2 GiB. */
    private static final int MOST_FEATURES = 1 << 14;

    private final TorchScriptFile file;
    private final boolean isAskedForFeatures;
    private final int size;

    private TorchScriptNet(TorchScriptFile file, Picture example) {
        this.file = file;
        isAskedForFeatures = takesReturnFeatures(file.module());
        size = ask(List.of(example)).length;
        if (size > MOST_FEATURES) {
            throw new ShapeException(
                    "the feature network '%s' gives %,d features of a picture, and covariances are taken of at most %,d. Use one that gives fewer."
                            .formatted(file.name(), size, MOST_FEATURES));
        }
    }

    /**
     * Loads a file.
     *
     * @param example a picture of the size that will be given to it, to see how many features there are
     * @throws org.diffusion4j.error.StorageException if the file cannot be read
     * @throws org.diffusion4j.error.FormatException if it is no TorchScript, or its program stops
     * @throws org.diffusion4j.error.ShapeException if it does not answer with features, or with too many
     */
    public static TorchScriptNet open(Path file, Picture example) {
        TorchScriptFile opened = TorchScriptFile.open(file, TorchScriptFile.Role.FEATURES);
        try {
            return new TorchScriptNet(opened, example);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static boolean takesReturnFeatures(JitModule module) {
        try (PointerScope scope = new PointerScope()) {
            return module.get_method(TorchScriptFile.FORWARD)
                    .function()
                    .getSchema()
                    .argumentIndexWithName(RETURN_FEATURES)
                    .has_value();
        }
    }

    @Override
    public String frechetName() {
        return isDetector() ? "FID" : "FD-" + file.name();
    }

    @Override
    public String kernelName() {
        return isDetector() ? "KID" : "KD-" + file.name();
    }

    private boolean isDetector() {
        return file.name().equals(DETECTOR) && size == DETECTOR_FEATURES;
    }

    @Override
    public String sha256() {
        return file.sha256();
    }

    @Override
    public String resizeRule() {
        return "8-bit RGB on white as they are; the network resizes by itself";
    }

    @Override
    public Features features(List<Picture> pictures, StopSignal stop) {
        if (!pictures.isEmpty()) {
            TorchScriptFile.requireSize(pictures.get(0), pictures, "a feature network");
        }
        float[] all = new float[Math.multiplyExact(pictures.size(), size)];
        for (int first = 0; first < pictures.size(); first += ROWS) {
            stop.requireNone(STOPPED);
            List<Picture> some = pictures.subList(first, Math.min(first + ROWS, pictures.size()));
            System.arraycopy(ask(some), 0, all, first * size, some.size() * size);
        }
        return Features.of(size, all);
    }

    private float[] ask(List<Picture> pictures) {
        return NativeErrors.during("asking the feature network " + file.name(), () -> {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                StringIValueMap named = new StringIValueMap();
                if (isAskedForFeatures) {
                    named.put(new BytePointer(RETURN_FEATURES), new IValue(true));
                }
                Tensor features = file.ask(
                        pictures.size(),
                        List.of(TorchScriptFile.bytes(pictures)),
                        named,
                        answer -> answer.dim() == 2 && answer.size(0) == pictures.size() && answer.size(1) > 0);
                return Tensors.floats(features);
            }
        });
    }

    @Override
    public void close() {
        file.close();
    }
}
