// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.tensor.Tensors;

/** The samples that a fixture stores of a run, and their comparison. */
final class Trajectory {
    /** Fixtures store every twelfth value. */
    private static final int STRIDE = 12;

    static final double RTOL = 1e-5;
    private static final double ATOL_OF_START = 1e-6;

    private final String check;
    private final String atolKey;
    private final Map<Integer, Node> points = new HashMap<>();
    private final Tally tally;

    Trajectory(SamplerCase run, Tally tally) {
        this(run.run(), run.id(), run.precision() == Precision.DOUBLE ? "atol_exact_tables" : "atol", tally);
    }

    /** The tolerances are those under {@code atolKey}. */
    Trajectory(Node run, String check, String atolKey, Tally tally) {
        this.check = check;
        this.atolKey = atolKey;
        this.tally = tally;
        run.at("trajectory")
                .elements()
                .forEach(point -> points.put(point.at("step").integer(), point));
    }

    /** The start, of which a fixture stores two statistics and some values. */
    void start(Node want, Tensor got) {
        compare(want, Tensors.doubles(got), check + ".start", ATOL_OF_START, tally);
    }

    /** The sample after a step, counted from 0, that was made at time t. */
    void after(int step, double t, Tensor x) {
        Node want = points.remove(step);
        if (want != null) {
            String name = "%s.step %d".formatted(check, step);
            if (want.has("t")) {
                tally.number(name + ".t", 0, t, want.at("t").number(), 1e-3, 0);
            }
            compare(want, Tensors.doubles(x), name, want.at(atolKey).number(), tally);
        }
    }

    /** All stored steps must have been seen. */
    void end() {
        points.keySet().forEach(step -> tally.broken(check + ".step " + step, "no such step"));
    }

    private static void compare(Node want, double[] got, String check, double atol, Tally tally) {
        want.members().forEach((name, node) -> {
            switch (name) {
                case "step", "t", "atol", "atol_exact_tables" -> {}
                case "values" -> values(node.numbers(), got, check, atol, tally);
                default ->
                    tally.number(check + "." + name, 0, Expected.statistic(name, got), node.number(), atol, RTOL);
            }
        });
    }

    static void values(double[] want, double[] got, String check, double atol, Tally tally) {
        for (int i = 0; i < want.length; i++) {
            int index = STRIDE * i;
            tally.number(check, index, index < got.length ? got[index] : Double.NaN, want[i], atol, RTOL);
        }
    }
}
