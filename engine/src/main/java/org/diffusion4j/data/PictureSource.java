// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.random.RandomStream;

/**
 * Pictures of one size as training items: (C, H, W), v / 127.5 − 1 for the byte v, so in [−1, 1]. They stay bytes until
 * they are read.
 */
public final class PictureSource implements DataSource {
    private final StoredPictures pictures;
    private final ItemLabels labels;
    private final boolean isBalanced;
    private final boolean isMirrored;

    /**
     * Pictures with their labels.
     *
     * @param isBalanced whether an epoch has items of every class equally often
     * @param isMirrored whether half of the items, drawn anew in every epoch, have left and right exchanged
     */
    PictureSource(StoredPictures pictures, ItemLabels labels, boolean isBalanced, boolean isMirrored) {
        if (pictures.size() == 0) {
            throw new ConfigException(
                    "no picture is left of this set after split and classes were chosen. Choose more of it.");
        }
        if (isBalanced && !labels.exist()) {
            throw new ConfigException("balanced is true, and these items have no classes to balance. Set it to false.");
        }
        this.pictures = pictures;
        this.labels = labels;
        this.isBalanced = isBalanced;
        this.isMirrored = isMirrored;
    }

    @Override
    public int size() {
        return pictures.size();
    }

    @Override
    public long[] itemShape() {
        return new long[] {pictures.channels(), pictures.height(), pictures.width()};
    }

    @Override
    public List<String> classes() {
        return labels.classes();
    }

    @Override
    public int label(int item) {
        return labels.exist() ? labels.ofItems()[item] : DataSource.super.label(item);
    }

    @Override
    public int[] order(RandomStream draws) {
        return isBalanced ? BalancedOrder.of(draws, labels.ofItems()) : DataSource.super.order(draws);
    }

    @Override
    public void read(int item, float[] target, int from) {
        pictures.read(item, false, target, from);
    }

    @Override
    public void read(int item, RandomStream epoch, float[] target, int from) {
        pictures.read(item, isMirrored && epoch.child("item", item).nextInt() < 0, target, from);
    }

    /** An item as a picture. */
    public Picture picture(int item) {
        return pictures.picture(item);
    }

    @Override
    public String fingerprint() {
        CRC32C sum = new CRC32C();
        for (int item = 0; item < size(); item++) {
            sum.update(pictures.bytes(item));
        }
        ByteBuffer numbers = ByteBuffer.allocate(labels.ofItems().length * Integer.BYTES);
        numbers.asIntBuffer().put(labels.ofItems());
        sum.update(numbers);
        sum.update(String.join("\n", labels.classes()).getBytes(StandardCharsets.UTF_8));
        return "crc32c:%08x".formatted(sum.getValue());
    }

    @Override
    public String toString() {
        return "%,d pictures of %d x %d pixels".formatted(size(), pictures.width(), pictures.height());
    }
}
