// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.data.Condition;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.WeightChoice;
import org.diffusion4j.recipe.SampleConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that commands share which edit with a diffusion model: which one, what it is told, where the files go. */
final class EditFlags {
    @Mixin
    private ModelFlag model = new ModelFlag();

    @Option(
            names = {"--class", "--context"},
            paramLabel = "NAME|NUMBER|MIX",
            description = "What the pictures show (default: the model is told nothing).")
    private @Nullable String told;

    @Mixin
    private GuidanceFlags guidance = new GuidanceFlags();

    @Option(names = "--out", paramLabel = "DIR", description = "Where files are written (default: out).")
    private Path out = Path.of("out");

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:1 (default: auto).")
    private String device = "auto";

    @Mixin
    private ComputeFlag compute = new ComputeFlag();

    Model open() {
        return Model.open(model.word(), device, WeightChoice.AVERAGED, compute.format());
    }

    /** What is drawn of what, by nobody watched yet. */
    SampleRequest request(Model opened, SampleConfig config, int count, long seed) {
        Condition condition = told == null ? Condition.NONE : Prompt.rows(List.of(Prompt.of(opened, told)), count);
        return SampleRequest.of(config, count, seed).conditionedOn(condition).guidedBy(guidance.guidance());
    }

    /** Makes the folder for this command, and refuses one that cannot be written to, and one in which an input would be written over. */
    void requireFolder(Command command, String... inputs) {
        new OutFolder(out).requireApartFrom(List.of(inputs));
        command.folder(out);
    }

    /** The files of pictures that were made so. */
    EditedPictures files(Model opened, Map<String, String> facts, String command) {
        Map<String, String> all = new LinkedHashMap<>(facts);
        all.put("model", model.word());
        if (told != null) {
            all.put("class", told);
        }
        guidance.describe(all);
        compute.describe(all);
        return new EditedPictures(out, opened.recipe().yaml(), all, command);
    }

    /** The flags as they were given, for the command that makes the same again. */
    String again() {
        return model.again()
                + (told == null ? "" : " --class " + ShellWord.of(told))
                + guidance.again()
                + compute.again();
    }
}
