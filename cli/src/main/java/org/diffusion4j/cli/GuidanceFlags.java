// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.sampler.Guidance;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how strongly a class is followed, and where. */
final class GuidanceFlags {
    private static final String SCALE = "--guidance";
    private static final String RESCALE = "--guidance-rescale";
    private static final String INTERVAL = "--guidance-interval";

    @Option(
            names = SCALE,
            paramLabel = "X",
            description = "How strongly the class is followed; 1 is no guidance, 3 is usual (default: 1).")
    private double scale = 1;

    @Option(
            names = RESCALE,
            paramLabel = "X",
            description =
                    "How far guided outputs are brought back to their spread, against too strong contrast, 0 to 1; 0.7 is usual (default: 0).")
    private double rescale;

    @Option(
            names = INTERVAL,
            paramLabel = "FROM:TO",
            description =
                    "Guides only between these shares of the schedule's times; 0 is the clean end, 1 pure noise (default: 0:1).")
    private @Nullable String interval;

    /**
     * The guidance that was asked for.
     *
     * @throws ConfigException if a flag is wrong, or says how to guide where nothing is guided
     */
    Guidance guidance() {
        Guidance guidance = limited(Guidance.of(scale).rescaledBy(rescale));
        if (scale == 1 && (rescale != 0 || interval != null)) {
            String flag = rescale == 0 ? INTERVAL : RESCALE;
            throw new ConfigException(
                    "%s says how to guide, and guidance is 1, which is none. Add --guidance 3, or leave %s out."
                            .formatted(flag, flag));
        }
        return guidance;
    }

    private Guidance limited(Guidance guidance) {
        if (interval == null) {
            return guidance;
        }
        String[] ends = interval.split(":", -1);
        try {
            if (ends.length == 2) {
                return guidance.between(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
            }
        } catch (NumberFormatException e) {
            throw notAnInterval(e);
        }
        throw notAnInterval(null);
    }

    private ConfigException notAnInterval(@Nullable Exception cause) {
        return new ConfigException(
                "--guidance-interval was '%s', which is not two numbers with a colon between. Write it as 0.1:0.8."
                        .formatted(interval),
                cause);
    }

    /** What a picture says of it; nothing where nothing was guided. */
    void describe(Map<String, String> facts) {
        if (scale != 1) {
            facts.put(
                    "guidance",
                    words().replace("--guidance-", "").replace("--guidance", "").strip());
        }
    }

    /** The flags as they were given, for the command that makes the same again. */
    String again() {
        String words = words();
        return words.isEmpty() ? "" : " " + words;
    }

    /** What was given under one of these flags; empty where it is as usual. */
    List<String> value(String name) {
        return Optional.ofNullable(given().get(name)).stream().toList();
    }

    private Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        if (scale != 1) {
            given.put(SCALE, Double.toString(scale));
        }
        if (rescale != 0) {
            given.put(RESCALE, Double.toString(rescale));
        }
        if (interval != null) {
            given.put(INTERVAL, interval);
        }
        return given;
    }

    private String words() {
        return given().entrySet().stream()
                .map(flag -> flag.getKey() + " " + ShellWord.of(flag.getValue()))
                .collect(Collectors.joining(" "));
    }
}
