// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import java.util.Map;
import java.util.function.Consumer;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.sampler.diffusers.Schedulers;
import tools.jackson.databind.node.ObjectNode;

/** Scheduler classes that lead runs other than drawing from noise; a model that names one is drawn from by its kin. */
final class OtherRuns {
    private record Kin(String className, String instead) {}

    private static final Map<String, Kin> KINS = Map.of(
            "DDIMInverseScheduler", new Kin("DDIMScheduler", "leads from pictures to noise"),
            "RePaintScheduler", new Kin("DDPMScheduler", "fills holes of a picture"));

    private OtherRuns() {}

    static boolean isOne(SchedulerConfig file) {
        return KINS.containsKey(file.className());
    }

    /** The same schedule as the kin draws over it. */
    static SchedulerConfig drawn(SchedulerConfig file, Consumer<String> warnings) {
        Kin kin = KINS.get(file.className());
        if (kin == null) {
            return file;
        }
        warnings.accept("%s is of class %s, which %s. Samples are drawn as by %s; choose another with --sampler."
                .formatted(file.place(), file.className(), kin.instead(), kin.className()));
        ObjectNode json = (ObjectNode) file.json().deepCopy();
        if (json.has("set_alpha_to_zero") && !json.has("set_alpha_to_one")) {
            json.set("set_alpha_to_one", json.remove("set_alpha_to_zero")); // the name that early versions gave it
        }
        return Schedulers.read(new SchedulerConfig(file.place(), kin.className(), json))
                .file();
    }
}
