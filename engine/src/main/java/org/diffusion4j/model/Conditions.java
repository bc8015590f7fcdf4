// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.Arrays;
import java.util.Locale;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.sampler.Guidance;

/** Refuses conditions and guidance that a model cannot follow. */
final class Conditions {
    private Conditions() {}

    /** @throws ConfigException with what was given, what the model takes, and what to do */
    static void require(Recipe recipe, SampleRequest request) {
        Conditioning wanted = recipe.network().conditioning();
        if (!request.guidance().isNone()) {
            requireGuidable(recipe, request.guidance());
        }
        if (request.condition() instanceof Condition.Labels labels) {
            requireLabels(wanted, request.count(), labels.values());
        } else if (request.condition() instanceof Condition.Context context) {
            requireContext(wanted, request.count(), context);
        } else if (wanted.isRequired()) {
            throw nothingTold(wanted);
        }
    }

    /** The sentence for a model that must be told something and was not. */
    static ConfigException nothingTold(Conditioning wanted) {
        if (wanted instanceof Conditioning.Classes classes) {
            return new ConfigException(
                    "this model needs a class for every sample and none was given. Give labels 0 to %d."
                            .formatted(classes.count() - 1));
        }
        return new ConfigException(
                "this model needs %s for every sample and none was given. Give one, in a command with --class %s."
                        .formatted(
                                described(wanted),
                                wanted instanceof Conditioning.OneNumber ? "3" : "0.5,0,… and so on for all of them"));
    }

    private static void requireGuidable(Recipe recipe, Guidance guidance) {
        double scale = guidance.scale();
        ReverseProcess process = recipe.objective().process();
        if (!guidance.isEverywhere() && process == ReverseProcess.EDM) {
            throw new ConfigException(
                    "guidance between %s and %s of the times was asked for, and the times of a network that learned %s are no shares of a schedule. Leave the interval out."
                            .formatted(guidance.from(), guidance.to(), process));
        }
        if (recipe.network().conditioning() instanceof Conditioning.None) {
            throw new ConfigException(
                    "guidance %s needs a model that takes a condition, and this one takes none. Sample with guidance 1."
                            .formatted(scale));
        }
        if (recipe.objective().conditionDropout() == 0) {
            throw new ConfigException(
                    "guidance %s needs a model trained with condition dropout, and this one was trained without (conditionDropout = 0). Sample with guidance 1 or retrain with 0.1."
                            .formatted(scale));
        }
    }

    private static void requireLabels(Conditioning wanted, int count, int... labels) {
        if (!(wanted instanceof Conditioning.Classes classes)) {
            throw new ConfigException(
                    "labels were given to a model that takes %s. Give it that instead.".formatted(described(wanted)));
        }
        requireRows(count, labels.length);
        int most = classes.hasNull() ? classes.count() : classes.count() - 1;
        Arrays.stream(labels)
                .filter(label -> label < 0 || label > most)
                .findFirst()
                .ifPresent(label -> {
                    throw new ConfigException("label %d is not one of the model's classes 0 to %d. Choose one of those."
                            .formatted(label, classes.count() - 1));
                });
    }

    private static void requireContext(Conditioning wanted, int count, Condition.Context context) {
        if (size(wanted) != context.size()) {
            throw new ConfigException(
                    "a context of %d numbers a sample was given to a model that takes %s. Give it that instead."
                            .formatted(context.size(), described(wanted)));
        }
        requireRows(count, context.values().length / context.size());
    }

    private static void requireRows(int count, int given) {
        if (given != count) {
            throw new ConfigException("%d samples were asked for and conditions of %d given. Give one for each sample."
                    .formatted(count, given));
        }
    }

    private static String described(Conditioning wanted) {
        if (wanted instanceof Conditioning.Classes classes) {
            return String.format(Locale.ROOT, "a class label from 0 to %d", classes.count() - 1);
        }
        if (wanted instanceof Conditioning.Required required) {
            return required.needed();
        }
        return wanted instanceof Conditioning.Context context
                ? String.format(Locale.ROOT, "a context of %d numbers", context.size())
                : "no condition";
    }

    /** Numbers that are told of one sample; 0 where it is a label or nothing. */
    static int size(Conditioning wanted) {
        if (wanted instanceof Conditioning.OneNumber) {
            return 1;
        }
        if (wanted instanceof Conditioning.Vector vector) {
            return vector.size();
        }
        return wanted instanceof Conditioning.Context context ? context.size() : 0;
    }
}
