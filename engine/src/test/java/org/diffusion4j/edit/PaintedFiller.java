// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffusion4j.image.Picture;

/** Fills with one colour and remembers what it was shown. */
final class PaintedFiller implements HoleFiller {
    private final int width;
    private final int height;
    private final int channels;
    private final byte[] color;
    final List<Hole> shown = new ArrayList<>();
    final List<Long> images = new ArrayList<>();
    final List<Integer> calls = new ArrayList<>();

    PaintedFiller(int width, int height, int... color) {
        this.width = width;
        this.height = height;
        this.channels = color.length;
        this.color = new byte[channels];
        for (int c = 0; c < channels; c++) {
            this.color[c] = (byte) color[c];
        }
    }

    @Override
    public String name() {
        return "paint";
    }

    @Override
    public String recipe() {
        return "";
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public void require(FillRequest request) {
        // takes everything
    }

    @Override
    public int evaluations(FillRequest request) {
        return 1;
    }

    @Override
    public List<Picture> fill(List<Hole> holes, List<Long> images, FillRequest request) {
        shown.addAll(holes);
        this.images.addAll(images);
        calls.add(holes.size());
        request.progress().accept(1);
        byte[] samples = new byte[width * height * channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = color[i % channels];
        }
        Picture[] all = new Picture[holes.size()];
        Arrays.fill(all, Picture.of(width, height, channels, samples));
        return List.of(all);
    }

    @Override
    public void close() {
        // holds nothing
    }
}
