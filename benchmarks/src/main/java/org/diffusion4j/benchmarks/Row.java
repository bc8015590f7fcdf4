// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One comparison, as {@code docs/performance.json} keeps it; or, without a peer, one figure.
 *
 * @param system what was measured, as {@code ./d4j bench} calls it
 * @param what the job
 * @param batch rows of it
 * @param unit of both values: {@code ms}, {@code mib} (resident memory) or {@code percent}
 * @param ours the median
 * @param setting how ours was run
 * @param peer the other program, or null
 * @param isPlain whether that is what a user of PyTorch has who changes nothing; otherwise it is the best there was
 * @param theirs its median, or null
 * @param ratio median over the rounds of ours / theirs, or null
 * @param spread half the distance between the smallest and the largest of these, or null
 * @param shareOfPeak the arithmetic of the job in its time, divided by the convolution that was measured beside it, or null
 * @param load the load average
 * @param peak the peak loop of that minute
 * @param machine processor, cores, versions
 */
record Row(
        String system,
        String what,
        int batch,
        String unit,
        double ours,
        String setting,
        @Nullable String peer,
        boolean isPlain,
        @Nullable Double theirs,
        @Nullable Double ratio,
        @Nullable Double spread,
        @Nullable Double shareOfPeak,
        double load,
        String peak,
        String machine) {
    /** Java, processor, instructions and cores come first in the words of a machine. */
    private static final int FACTS = 4;

    /** Rows of one job on one kind of processor are measured together and replaced together. */
    String job() {
        return "%s/%s/%d/%s".formatted(system, what, batch, processor());
    }

    /**
     * The processor in short, such as {@code AMD EPYC, avx2, 2 cores}, with its instructions for bfloat16 if it has some; the whole of a
     * machine that is described otherwise.
     */
    String processor() {
        String[] facts = machine.split("; ", -1);
        if (facts.length < FACTS) {
            return machine;
        }
        String half = Stream.of("amx_bf16", "avx512_bf16")
                .filter(machine::contains)
                .findFirst()
                .map(" with "::concat)
                .orElse("");
        return "%s, %s%s, %s"
                .formatted(facts[1].replaceAll("\\((R|TM)\\)", ""), facts[2].replaceAll(" .*", ""), half, facts[3]);
    }

    /** The same in a name of a file. */
    String processorSlug() {
        return processor().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("system", system);
        fields.put("what", what);
        fields.put("batch", batch);
        fields.put("unit", unit);
        fields.put("ours_" + unit, rounded(ours));
        fields.put("ours_setting", setting);
        fields.put("peer", peer);
        fields.put("peer_is_plain", peer == null ? null : isPlain);
        fields.put("peer_" + unit, rounded(theirs));
        fields.put("ratio", rounded(ratio));
        fields.put("spread", rounded(spread));
        fields.put("share_of_peak", rounded(shareOfPeak));
        fields.put("load", rounded(load));
        fields.put("peak", peak);
        fields.put("machine", machine);
        return fields;
    }

    static Row of(JsonNode node) {
        String unit = node.path("unit").asString();
        return new Row(
                node.path("system").asString(),
                node.path("what").asString(),
                node.path("batch").asInt(),
                unit,
                node.path("ours_" + unit).asDouble(),
                node.path("ours_setting").asString(),
                node.path("peer").isString() ? node.path("peer").asString() : null,
                node.path("peer_is_plain").asBoolean(false),
                number(node, "peer_" + unit),
                number(node, "ratio"),
                number(node, "spread"),
                number(node, "share_of_peak"),
                node.path("load").asDouble(),
                node.path("peak").asString(),
                node.path("machine").asString());
    }

    private static @Nullable Double number(JsonNode node, String key) {
        return node.path(key).isNumber() ? (Double) node.path(key).asDouble() : null;
    }

    /** Four digits say all that was measured. */
    private static @Nullable Double rounded(@Nullable Double value) {
        if (value == null || value == 0 || !Double.isFinite(value)) {
            return value;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 3);
        double scaled = Math.round(value / unit) * unit;
        return Double.parseDouble("%.4g".formatted(scaled).replace(',', '.'));
    }
}
