// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.objective.Forward;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.tensor.Tensors;

/**
 * Filled tensors of one shape, and one forward or reverse step with them: the clean sample x0, the noise eps (also the
 * predicted one), fresh noise z, the noisy sample xt.
 */
final class TableGroup {
    private static final Pattern RULE = Pattern.compile("rule (\\w+)");
    private static final Pattern NAME = Pattern.compile("^(\\S+)");

    private final String title;
    private final long[] shape;
    private final List<String> names;
    private final Device device;

    TableGroup(String title, long[] shape, List<String> names, Device device) {
        this.title = title;
        this.shape = shape;
        this.names = names;
        this.device = device;
    }

    Table forward(Forward process, Table.Tolerance tolerance) {
        return Table.rows(t -> noised(process, t), tolerance);
    }

    /** x0 at time t of the process, float32. */
    double[] noised(Forward process, int t) {
        int[] times = new int[Math.toIntExact(shape[0])];
        Arrays.fill(times, t);
        float[] xT = process.noised(values("x0"), values("eps"), times);
        return IntStream.range(0, xT.length).mapToDouble(i -> xT[i]).toArray();
    }

    /** The first step of a sampler from the noisy sample, with the predicted and the fresh noise. */
    double[] step(Sampler sampler) {
        SamplerState start = SamplerState.start(filled("xt").to(ScalarType.Double));
        Noise fresh = (evaluation, draw, like) -> filled("z").to(like.scalar_type());
        return Tensors.doubles(sampler.advance(start, filled("eps").to(ScalarType.Double), fresh)
                .x());
    }

    private Tensor filled(String role) {
        return Tensors.on(device, Tensors.of(values(role), shape));
    }

    private float[] values(String role) {
        String written = names.stream()
                .filter(name -> first(NAME, name).endsWith(role))
                .findFirst()
                .orElseThrow(() -> new FixtureException("'%s' names no '%s'".formatted(title, role)));
        String own = first(RULE, written);
        Fill rule = Fill.named(own.isEmpty() ? first(RULE, title) : own);
        return rule.values(first(NAME, written), Node.requireElements(title, shape));
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }
}
