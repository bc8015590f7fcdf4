// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.zip.Checksum;
import org.diffusion4j.image.Picture;

/** Some pictures of a set in an order of their own. */
final class ChosenPictures implements StoredPictures {
    private final StoredPictures all;
    private final int[] items;

    /** These items; the array is not copied. */
    ChosenPictures(StoredPictures all, int... items) {
        this.all = all;
        this.items = items;
    }

    @Override
    public int size() {
        return items.length;
    }

    @Override
    public int channels() {
        return all.channels();
    }

    @Override
    public int height() {
        return all.height();
    }

    @Override
    public int width() {
        return all.width();
    }

    @Override
    public void read(int item, float[] target, int from) {
        all.read(items[item], target, from);
    }

    @Override
    public Picture picture(int item) {
        return all.picture(items[item]);
    }

    @Override
    public void addTo(Checksum sum, int item) {
        all.addTo(sum, items[item]);
    }
}
