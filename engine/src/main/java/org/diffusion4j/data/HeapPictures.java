// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;

/** Pictures of one size in memory, packed. */
final class HeapPictures implements BytePictures {
    private final int size;
    private final int channels;
    private final int height;
    private final int width;
    private final byte[] all;

    private HeapPictures(int size, int channels, int height, int width, byte[] all) {
        this.size = size;
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.all = all;
    }

    /** Packs pictures of one size and one number of channels; at least one. */
    static HeapPictures of(List<Picture> pictures) {
        Picture first = pictures.get(0);
        return of(pictures.size(), first.channels(), first.height(), first.width(), pictures::get);
    }

    /**
     * Packs {@code size} pictures, made on all cores.
     *
     * @param make the picture of a number, of this size and number of channels
     * @throws ConfigException if memory has no room for them
     */
    static HeapPictures of(int size, int channels, int height, int width, IntFunction<Picture> make) {
        int each = Math.multiplyExact(Math.multiplyExact(channels, height), width);
        byte[] all = room(size, each);
        IntStream.range(0, size)
                .parallel()
                .forEach(item -> System.arraycopy(make.apply(item).samples(), 0, all, item * each, each));
        return new HeapPictures(size, channels, height, width, all);
    }

    /** Pictures that are packed already; not copied. */
    static HeapPictures of(int size, int channels, int height, int width, byte[] all) {
        return new HeapPictures(size, channels, height, width, all);
    }

    /**
     * Room for so many pictures of so many bytes.
     *
     * @throws ConfigException if memory has none
     */
    static byte[] room(int size, int each) {
        requireRoom((long) size * each);
        return new byte[size * each];
    }

    private static void requireRoom(long bytes) {
        long room = Math.min(Integer.MAX_VALUE - 8L, Runtime.getRuntime().maxMemory() / 2);
        if (bytes > room) {
            throw new ConfigException(
                    "the pictures would take %,d MB of memory, and %,d MB are there for them. Set keep: false, make an array file with 'd4j data convert', or give Java more with D4J_JAVA_OPTS=-Xmx8g."
                            .formatted(bytes >> 20, room >> 20));
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public PixelLayout layout() {
        return PixelLayout.HWC;
    }

    @Override
    public byte[] bytes(int item) {
        int each = elements();
        return Arrays.copyOfRange(all, item * each, (item + 1) * each);
    }
}
