// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.format.CifarBinary;
import org.diffusion4j.format.CifarKind;
import org.diffusion4j.image.Skipped;

/** The pictures of one or both parts of CIFAR, one part after the other. */
final class CifarPictures implements BytePictures {
    private final List<CifarBinary> parts;

    private CifarPictures(List<CifarBinary> parts) {
        this.parts = parts;
    }

    /**
     * The set as recipes choose from it.
     *
     * @param label which label counts: 0 or, of CIFAR-100, 1 for the fine one
     */
    static PictureSource open(CifarKind kind, Path path, int label, Split split, Selection chosen) {
        List<CifarBinary> parts = new ArrayList<>();
        if (split != Split.HELD_OUT) {
            parts.add(CifarBinary.read(kind, path, true));
        }
        if (split != Split.TRAIN) {
            parts.add(CifarBinary.read(kind, path, false));
        }
        List<String> classes = parts.get(0).classes(label);
        int[] labels = parts.stream()
                .flatMapToInt(part -> IntStream.range(0, part.size()).map(item -> part.label(item, label)))
                .toArray();
        List<Skipped> skipped = parts.get(0).unused().stream()
                .map(name -> new Skipped(name, "no part of the set"))
                .toList();
        PictureSet set = PictureSet.of(new CifarPictures(parts), new ItemLabels(classes, labels), skipped);
        return chosen.from(set);
    }

    @Override
    public int size() {
        return parts.stream().mapToInt(CifarBinary::size).sum();
    }

    @Override
    public int channels() {
        return 3;
    }

    @Override
    public int height() {
        return CifarKind.SIDE;
    }

    @Override
    public int width() {
        return CifarKind.SIDE;
    }

    @Override
    public PixelLayout layout() {
        return PixelLayout.CHW;
    }

    @Override
    public byte[] bytes(int item) {
        int first = parts.get(0).size();
        return item < first ? parts.get(0).picture(item) : parts.get(1).picture(item - first);
    }
}
