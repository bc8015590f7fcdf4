// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Keys of a scheduler's file, each with its value where the file says nothing. The groups are those that several classes of
 * the library share.
 *
 * @param values by key, sorted; null where nothing is the default
 */
public record SchedulerKeys(Map<String, JsonNode> values) {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** The betas of a schedule, those of the library's first classes. */
    public static final SchedulerKeys BETAS = key("num_train_timesteps", 1000)
            .and("beta_start", 0.0001)
            .and("beta_end", 0.02)
            .and("beta_schedule", "linear")
            .andNone("trained_betas");

    /** The same in the range of latent diffusion. */
    public static final SchedulerKeys LATENT_BETAS =
            BETAS.and("beta_start", 0.00085).and("beta_end", 0.012);

    /** What the output means, and times spaced by leading. */
    public static final SchedulerKeys LEADING =
            key("prediction_type", "epsilon").and("timestep_spacing", "leading").and("steps_offset", 0);

    /** The same with times spaced evenly. */
    public static final SchedulerKeys LINSPACE = LEADING.and("timestep_spacing", "linspace");

    /** Clamping of the clean estimate, done unless the file says otherwise. */
    public static final SchedulerKeys CLIP = key("clip_sample", true).and("clip_sample_range", 1.0);

    /** The same, done only if the file says so. */
    public static final SchedulerKeys NO_CLIP = CLIP.and("clip_sample", false);

    /** Dynamic thresholding. */
    public static final SchedulerKeys THRESHOLD =
            key("thresholding", false).and("dynamic_thresholding_ratio", 0.995).and("sample_max_value", 1.0);

    /** Rescaling to an end without signal. */
    public static final SchedulerKeys TERMINAL = key("rescale_betas_zero_snr", false);

    /** Levels laid out anew. */
    public static final SchedulerKeys RESPACING =
            key("use_karras_sigmas", false).and("use_exponential_sigmas", false).and("use_beta_sigmas", false);

    /** Solvers of several orders, here midpoint's. */
    public static final SchedulerKeys ORDER =
            key("solver_order", 2).and("solver_type", "midpoint").and("lower_order_final", true);

    /** Levels of flow matching in classes that have other uses too. */
    public static final SchedulerKeys FLOW = key("use_flow_sigmas", false)
            .and("flow_shift", 1.0)
            .and("use_dynamic_shifting", false)
            .and("time_shift_type", "exponential");

    /** Levels of preconditioned networks. */
    public static final SchedulerKeys EDM = key("num_train_timesteps", 1000)
            .and("prediction_type", "epsilon")
            .and("sigma_min", 0.002)
            .and("sigma_max", 80.0)
            .and("sigma_data", 0.5)
            .and("sigma_schedule", "karras")
            .and("rho", 7.0)
            .and("final_sigmas_type", "zero");

    /** Keeps the keys sorted. */
    public SchedulerKeys {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** One key with its value: a text, a number, a truth value or a list of numbers. */
    public static SchedulerKeys key(String name, Object value) {
        return new SchedulerKeys(Map.of(name, MAPPER.valueToTree(value)));
    }

    /** These and one more, or with another value of it. */
    public SchedulerKeys and(String name, Object value) {
        return and(key(name, value));
    }

    /** These and one more that is null where the file says nothing. */
    public SchedulerKeys andNone(String name) {
        return and(new SchedulerKeys(Map.of(name, JsonNodeFactory.instance.nullNode())));
    }

    /** These and others; what both have is as the others say. */
    public SchedulerKeys and(SchedulerKeys others) {
        Map<String, JsonNode> all = new TreeMap<>(values);
        all.putAll(others.values);
        return new SchedulerKeys(all);
    }
}
