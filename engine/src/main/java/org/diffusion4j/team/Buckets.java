// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Which parts of the gradient vector travel together: whole tensors, from the end of the vector to its beginning, because
 * backward finishes the last layers first (Li et al. 2020, section 3.2.3).
 *
 * @param from first number of each bucket within the vector
 * @param count numbers of each bucket
 * @param ofTensor the bucket of each tensor, in the order of the vector
 */
record Buckets(List<Long> from, List<Long> count, List<Integer> ofTensor) {
    /**
     * Buckets of at least {@code least} numbers, but for the last.
     *
     * @param sizes numbers of each tensor by its name, in the order of the vector
     */
    static Buckets of(Map<String, Long> sizes, long least) {
        List<Long> reversed = new ArrayList<>(sizes.values());
        Collections.reverse(reversed);
        long end = reversed.stream().mapToLong(Long::longValue).sum();
        List<Long> from = new ArrayList<>();
        List<Long> count = new ArrayList<>();
        List<Integer> ofTensor = new ArrayList<>();
        long gathered = 0;
        for (long size : reversed) {
            ofTensor.add(from.size());
            gathered += size;
            if (gathered >= least) {
                end -= gathered;
                from.add(end);
                count.add(gathered);
                gathered = 0;
            }
        }
        if (gathered > 0) {
            from.add(0L);
            count.add(gathered);
        }
        Collections.reverse(ofTensor);
        return new Buckets(List.copyOf(from), List.copyOf(count), List.copyOf(ofTensor));
    }

    /** How many there are. */
    int size() {
        return from.size();
    }
}
