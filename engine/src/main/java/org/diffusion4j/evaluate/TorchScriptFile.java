// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.image.Background;
import org.diffusion4j.image.Picture;
import org.diffusion4j.run.Sha256;
import org.diffusion4j.tensor.Engine;

/**
 * A network that came as a TorchScript file, and pictures as such networks take them. Such a file is a program; load only
 * those whose origin you trust.
 *
 * @param name of the file
 * @param sha256 of its bytes
 * @param module in evaluation mode; closed with this
 */
record TorchScriptFile(String name, String sha256, JitModule module) implements AutoCloseable {
    /**
     * Loads a file.
     *
     * @param role what the network is for, in the sentence about a file that cannot be read: {@code feature network}
     * @throws StorageException if the file cannot be read
     * @throws FormatException if it is no TorchScript
     */
    static TorchScriptFile open(Path file, String role) {
        Engine.start();
        try {
            return new TorchScriptFile(
                    String.valueOf(file.getFileName()), Sha256.of(Files.readAllBytes(file)), loaded(file));
        } catch (IOException e) {
            throw new StorageException(
                    "the %s '%s' cannot be read (%s). Give the path of a TorchScript file that you may read."
                            .formatted(role, file, StorageException.reason(e)),
                    e);
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
