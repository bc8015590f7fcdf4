// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.image.Skipped;
import org.diffusion4j.random.RandomStream;

/** Pictures of one size as training items: (C, H, W) in [−1, 1], with classes or vectors where the set has them. */
public final class PictureSource implements DataSource {
    private final StoredPictures pictures;
    private final ItemLabels labels;
    private final Optional<Contexts> contexts;
    private final List<Skipped> skipped;
    private final boolean isBalanced;
    private final Augmentation augmentation;

    /**
     * All pictures of a set.
     *
     * @param isBalanced whether an epoch has items of every class equally often
     * @param augmentation what is done to items anew in every epoch
     */
    PictureSource(PictureSet set, boolean isBalanced, Augmentation augmentation) {
        if (set.pictures().size() == 0) {
            throw new ConfigException(
                    "no picture is left of this set after its part and its classes were chosen. Choose more of it.");
        }
        if (isBalanced && !set.labels().exist()) {
            throw new ConfigException("balanced is true, and these items have no classes to balance. Set it to false.");
        }
        this.pictures = set.pictures();
        this.labels = set.labels();
        this.contexts = set.contexts();
        this.skipped = set.skipped();
        this.isBalanced = isBalanced;
        this.augmentation = augmentation;
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

    /** Whether contexts are stored vectors, and not the one-hot of a class. */
    public boolean hasVectors() {
        return contexts.isPresent();
    }

    @Override
    public int contextSize() {
        return contexts.map(Contexts::size).orElse(labels.classes().size());
    }

    @Override
    public void context(int item, float[] target, int from) {
        contexts.ifPresentOrElse(
                all -> all.read(item, target, from), () -> DataSource.super.context(item, target, from));
    }

    @Override
    public int[] order(RandomStream draws) {
        return isBalanced ? BalancedOrder.of(draws, labels.ofItems()) : DataSource.super.order(draws);
    }

    @Override
    public void read(int item, float[] target, int from) {
        pictures.read(item, target, from);
    }

    @Override
    public void read(int item, RandomStream epoch, float[] target, int from) {
        pictures.read(item, target, from);
        augmentation.apply(
                epoch.child("item", item), target, from, pictures.channels(), pictures.height(), pictures.width());
    }

    /** An item as a picture. */
    public Picture picture(int item) {
        return pictures.picture(item);
    }

    /** What of the set could not be taken, and why. */
    public List<Skipped> skipped() {
        return skipped;
    }

    @Override
    public String fingerprint() {
        CRC32C sum = new CRC32C();
        for (int item = 0; item < size(); item++) {
            pictures.addTo(sum, item);
        }
        ByteBuffer numbers = ByteBuffer.allocate(labels.ofItems().length * Integer.BYTES);
        numbers.asIntBuffer().put(labels.ofItems());
        sum.update(numbers);
        sum.update(String.join("\n", labels.classes()).getBytes(StandardCharsets.UTF_8));
        contexts.ifPresent(all -> all.addTo(sum));
        return "crc32c:%08x".formatted(sum.getValue());
    }

    @Override
    public String toString() {
        return "%,d pictures of %d x %d pixels".formatted(size(), pictures.width(), pictures.height());
    }
}
