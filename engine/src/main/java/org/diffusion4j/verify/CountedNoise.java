// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Arrays;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/** The noise of a fixture's run, {@code noise/<step>} and {@code noise/<step>/<draw>}, and how much of it was drawn. */
final class CountedNoise implements Noise {
    private final String prefix;
    private final int firstEvaluation;
    private final TreeMap<Integer, Integer> draws = new TreeMap<>();

    /** Steps are counted from {@code firstEvaluation}. */
    CountedNoise(String prefix, int firstEvaluation) {
        this.prefix = prefix;
        this.firstEvaluation = firstEvaluation;
    }

    @Override
    public Tensor unit(int evaluation, int draw, Tensor like) {
        int step = evaluation - firstEvaluation;
        draws.merge(step, 1, Integer::sum);
        String name = "noise/" + step + (draw == 0 ? "" : "/" + draw);
        return filled(prefix + name, like.shape()).to(like.device(), like.scalar_type());
    }

    /** The fixtures' unit noise of that name, float32. */
    static Tensor filled(String name, long... shape) {
        return Tensors.of(Fill.INPUT.values(name, Math.toIntExact(Shapes.elements(shape))), shape);
    }

    /** Compares with a case's {@code noise_draws}; a case without them draws nothing. */
    void compare(Node run, String check, Tally tally) {
        int[] want = {0, -1, -1, 0};
        if (run.has("noise_draws")) {
            Node node = run.at("noise_draws");
            tally.fact(check + ".name_pattern", "noise/<step>", node.text("name_pattern", "noise/<step>"));
            want = new int[] {
                node.at("steps_that_draw").integer(),
                node.at("first").integer(),
                node.at("last").integer(),
                node.at("total_draws").integer()
            };
        }
        int total = draws.values().stream().mapToInt(Integer::intValue).sum();
        boolean none = draws.isEmpty();
        int[] got = {draws.size(), none ? -1 : draws.firstKey(), none ? -1 : draws.lastKey(), total};
        tally.fact(check, Arrays.toString(got), Arrays.toString(want));
    }
}
