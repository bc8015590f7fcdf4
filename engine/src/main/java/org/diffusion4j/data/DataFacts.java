// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.Arrays;
import java.util.List;
import org.diffusion4j.tensor.Shapes;

/**
 * What can be said about the items of a set after all of them were read once.
 *
 * @param items how many
 * @param shape of one item
 * @param classes names by label; empty where there are none
 * @param ofClass items of each class
 * @param mean of each channel, in the range that the network sees; of all numbers where items are no pictures
 * @param deviation standard deviation of each channel
 * @param fingerprint hash of all items
 */
public record DataFacts(
        int items,
        String shape,
        List<String> classes,
        List<Integer> ofClass,
        List<Double> mean,
        List<Double> deviation,
        String fingerprint) {
    /** Copies the lists. */
    public DataFacts {
        classes = List.copyOf(classes);
        ofClass = List.copyOf(ofClass);
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
    }

    /** Reads every item once, in order. */
    public static DataFacts of(DataSource data) {
        long[] shape = data.itemShape();
        int channels = shape.length == 3 ? (int) shape[0] : 1;
        double[] sum = new double[channels];
        double[] squares = new double[channels];
        Integer[] ofClass = new Integer[data.classes().size()];
        Arrays.fill(ofClass, 0);
        float[] values = new float[data.itemElements()];
        int each = values.length / channels;
        for (int item = 0; item < data.size(); item++) {
            data.read(item, values, 0);
            for (int i = 0; i < values.length; i++) {
                sum[i / each] += values[i];
                squares[i / each] += (double) values[i] * values[i];
            }
            if (ofClass.length > 0) {
                ofClass[data.label(item)]++;
            }
        }
        Double[] mean = new Double[channels];
        Double[] deviation = new Double[channels];
        double count = (double) each * data.size();
        for (int c = 0; c < channels; c++) {
            mean[c] = sum[c] / count;
            deviation[c] = Math.sqrt(Math.max(0, squares[c] / count - mean[c] * mean[c]));
        }
        return new DataFacts(
                data.size(),
                Shapes.text(shape),
                data.classes(),
                List.of(ofClass),
                List.of(mean),
                List.of(deviation),
                data.fingerprint());
    }
}
