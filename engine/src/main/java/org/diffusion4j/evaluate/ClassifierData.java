// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.data.PictureSource;
import org.diffusion4j.image.Picture;
import org.diffusion4j.random.RandomStream;

/**
 * What a classifier learns from: the emoji of the training split with all skin tones, balanced over the categories, at
 * 32 pixels and once more as they are after 16 pixels; mirrored and moved, anew in every epoch.
 */
final class ClassifierData implements DataSource {
    private static final EmojiConfig TRAINING =
            EmojiConfig.defaults().withVariants(EmojiConfig.Variants.ALL).withBalanced(true);

    private final PictureSource large = TRAINING.create(0);
    private final List<float[]> items = new ArrayList<>();
    private final int shift;

    ClassifierData(int shift) {
        this.shift = shift;
        for (PictureSource source : List.of(large, TRAINING.withSize(16).create(0))) {
            for (int item = 0; item < source.size(); item++) {
                Picture picture = NetInput.resized(source.picture(item));
                float[] values = new float[NetInput.ELEMENTS];
                NetInput.write(picture, values, 0);
                items.add(values);
            }
        }
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public long[] itemShape() {
        return new long[] {3, NetInput.SIDE, NetInput.SIDE};
    }

    @Override
    public List<String> classes() {
        return large.classes();
    }

    @Override
    public int label(int item) {
        return large.label(item % large.size());
    }

    /** The two sizes take turns, each in a balanced order of its own. */
    @Override
    public int[] order(RandomStream draws) {
        int[] first = large.order(draws);
        int[] second = large.order(draws);
        int[] order = new int[items.size()];
        for (int i = 0; i < large.size(); i++) {
            order[2 * i] = first[i];
            order[2 * i + 1] = large.size() + second[i];
        }
        return order;
    }

    @Override
    public void read(int item, float[] target, int from) {
        System.arraycopy(items.get(item), 0, target, from, NetInput.ELEMENTS);
    }

    @Override
    public void read(int item, RandomStream epoch, float[] target, int from) {
        RandomStream draws = epoch.child("item", item);
        boolean isMirrored = draws.nextInt() < 0;
        int right = draws.nextInt(2 * shift + 1) - shift;
        int down = draws.nextInt(2 * shift + 1) - shift;
        Arrays.fill(target, from, from + NetInput.ELEMENTS, 1); // what moves in from outside is white
        float[] picture = items.get(item);
        int side = NetInput.SIDE;
        for (int row = 0; row < 3 * side; row++) { // rows of the three colours, one below the other
            int y = row % side + down;
            if (y < 0 || y >= side) {
                continue;
            }
            for (int x = Math.max(0, -right); x < side - Math.max(0, right); x++) {
                int source = isMirrored ? side - 1 - x : x;
                target[from + (row + down) * side + x + right] = picture[row * side + source];
            }
        }
    }

    @Override
    public String fingerprint() {
        return large.fingerprint();
    }
}
