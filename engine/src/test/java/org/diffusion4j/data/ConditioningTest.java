// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.junit.jupiter.api.Test;

class ConditioningTest {
    /** Item i is of class i mod 3. */
    private static final DataSource THREE = new DataSource() {
        @Override
        public int size() {
            return 7;
        }

        @Override
        public long[] itemShape() {
            return new long[] {1};
        }

        @Override
        public void read(int item, float[] target, int from) {
            target[from] = item;
        }

        @Override
        public List<String> classes() {
            return List.of("a", "b", "c");
        }

        @Override
        public int label(int item) {
            return item % 3;
        }

        @Override
        public String fingerprint() {
            return "three";
        }
    };

    @Test
    void aBatchCarriesTheLabelsOfItsItems() {
        Batch batch = new Batches(THREE, 1, 7, new Conditioning.Classes(3, true)).at(0);

        int[] labels = ((Condition.Labels) batch.condition()).values();
        for (int row = 0; row < 7; row++) {
            assertThat(labels[row]).isEqualTo((int) batch.x0()[row] % 3);
        }
    }

    @Test
    void aMicroBatchKeepsTheConditionsOfItsRows() {
        Batch batch = new Batches(THREE, 1, 7, new Conditioning.Context(3)).at(0);

        float[] whole = ((Condition.Context) batch.condition()).values();
        Batch second = batch.split(4).get(1);
        assertThat(((Condition.Context) second.condition()).values())
                .containsExactly(java.util.Arrays.copyOfRange(whole, 12, 21));
    }

    @Test
    void aDroppedLabelIsTheNullClassAndADroppedContextZeros() {
        Condition labels = new Conditioning.Classes(3, true).drop(Condition.labels(0, 1, 2), true, false, true);
        Condition context = new Conditioning.Context(2).drop(Condition.context(2, 1, 2, 3, 4), false, true);

        assertThat(((Condition.Labels) labels).values()).containsExactly(3, 1, 3);
        assertThat(((Condition.Context) context).values()).containsExactly(1, 2, 0, 0);
    }

    @Test
    void twoConditionsAreJoinedRowByRow() {
        Condition joined = Condition.labels(4, 5).then(Condition.labels(6));

        assertThat(((Condition.Labels) joined).values()).containsExactly(4, 5, 6);
        assertThat(((Condition.Labels) joined.rows(1, 2)).values()).containsExactly(5, 6);
    }

    @Test
    void dataWithOtherClassesAreRefused() {
        assertThatThrownBy(() -> new Batches(THREE, 1, 2, new Conditioning.Classes(10, false)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the network has 10 classes and the data have 3. Set network.classes to 3, or choose other data.");
        assertThatThrownBy(() -> new Batches(THREE, 1, 2, new Conditioning.Context(5)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("context vectors of 5 numbers and the data have 3");
    }

    @Test
    void aContextHoldsWholeRows() {
        assertThatThrownBy(() -> Condition.context(3, 1, 2))
                .isInstanceOf(ShapeException.class)
                .hasMessage("a context has rows of 3 numbers, but 2 numbers were given. Give whole rows.");
    }
}
