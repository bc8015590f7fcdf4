// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.random.RandomStream;

/**
 * An order in which every class has its turn equally often: of any run of items, whatever the batch, each class has as
 * many as any other, within two. An epoch is as long as the set; of a large class it has a part that changes with the
 * epoch, of a small one it has items repeatedly, none a second time before all came once.
 */
final class BalancedOrder {
    private BalancedOrder() {}

    static int[] of(RandomStream draws, int... labels) {
        List<Deck> decks = new ArrayList<>();
        IntStream.of(labels).distinct().sorted().forEach(label -> decks.add(new Deck(draws, label, labels)));
        int[] order = new int[labels.length];
        for (int first = 0; first < order.length; first += decks.size()) {
            int[] turns = draws.permutation(decks.size());
            for (int i = 0; i < turns.length && first + i < order.length; i++) {
                order[first + i] = decks.get(turns[i]).draw();
            }
        }
        return order;
    }

    /** The items of one class, shuffled anew whenever all were drawn. */
    private static final class Deck {
        private final int[] items;
        private final RandomStream shuffles;
        private int[] order = {};
        private int next;

        Deck(RandomStream draws, int label, int... labels) {
            items = IntStream.range(0, labels.length)
                    .filter(item -> labels[item] == label)
                    .toArray();
            shuffles = draws.child("class", label);
        }

        int draw() {
            if (next == order.length) {
                order = Arrays.stream(shuffles.permutation(items.length))
                        .map(i -> items[i])
                        .toArray();
                next = 0;
            }
            return order[next++];
        }
    }
}
