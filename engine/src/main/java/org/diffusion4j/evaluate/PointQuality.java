// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.Samples;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.run.StopSignal;

/** Points by their distance to the clean spiral, and how well they cover it. */
final class PointQuality implements SampleQuality {
    private static final int TIMED = 20;

    private final Model model;
    private final ComparisonRequest request;

    PointQuality(Model model, ComparisonRequest request) {
        this.model = model;
        this.request = request;
    }

    @Override
    public String axis() {
        return "median distance to the spiral";
    }

    @Override
    public int parts() {
        return 1;
    }

    @Override
    public Duration each() {
        SampleConfig few = model.recipe()
                .sample()
                .withSampler(SamplerName.DPMPP)
                .withSteps(Math.min(TIMED, model.schedule().steps()));
        draw(few, done -> {}, new StopSignal()); // warms up
        long start = System.nanoTime();
        draw(few, done -> {}, new StopSignal());
        return Duration.ofNanos((System.nanoTime() - start) / TIMED);
    }

    /** That of the noisy points that the model learned from. */
    @Override
    public double floor() {
        DataSource data = model.recipe().data().create(model.recipe().seed());
        int most = Math.min(data.size(), request.count());
        float[] points = new float[3 * most];
        for (int i = 0; i < most; i++) {
            data.read(i, points, 3 * i);
        }
        return SpiralQuality.of(points).median();
    }

    @Override
    public Map<String, Double> measure(SampleConfig config, LongConsumer progress, StopSignal stop) {
        SpiralQuality quality = SpiralQuality.of(draw(config, progress, stop).values());
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("median", quality.median());
        figures.put("p95", quality.p95());
        figures.put("coverage", quality.coverage());
        return figures;
    }

    private Samples draw(SampleConfig config, LongConsumer progress, StopSignal stop) {
        return model.sample(SampleRequest.of(config, request.count(), request.seed())
                .reportingTo(progress::accept)
                .stoppedBy(stop));
    }

    @Override
    public void close() {
        // holds nothing
    }
}
