// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.Arrays;
import java.util.List;
import org.diffusion4j.image.Picture;

/** Pictures of one size in memory, packed. */
final class HeapPictures implements StoredPictures {
    private final Picture first;
    private final int size;
    private final byte[] all;

    private HeapPictures(Picture first, int size, byte[] all) {
        this.first = first;
        this.size = size;
        this.all = all;
    }

    /** Packs pictures of one size and one number of channels; at least one. */
    static HeapPictures of(List<Picture> pictures) {
        Picture first = pictures.get(0);
        int each = first.width() * first.height() * first.channels();
        byte[] all = new byte[Math.multiplyExact(each, pictures.size())];
        for (int i = 0; i < pictures.size(); i++) {
            System.arraycopy(pictures.get(i).samples(), 0, all, i * each, each);
        }
        return new HeapPictures(first, pictures.size(), all);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int channels() {
        return first.channels();
    }

    @Override
    public int height() {
        return first.height();
    }

    @Override
    public int width() {
        return first.width();
    }

    @Override
    public PixelLayout layout() {
        return PixelLayout.INTERLEAVED;
    }

    @Override
    public byte[] bytes(int item) {
        int each = all.length / size;
        return Arrays.copyOfRange(all, item * each, (item + 1) * each);
    }
}
