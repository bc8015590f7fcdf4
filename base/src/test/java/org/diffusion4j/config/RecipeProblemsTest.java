// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.diffusion4j.config.sample.SpiralRecipe;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class RecipeProblemsTest {
    private static String problems(String text, String... overrides) {
        return String.valueOf(catchThrowableOfType(
                        ConfigException.class,
                        () -> RecipeReader.read(
                                SpiralRecipe.class, RecipeSource.ofText("r.yaml", text), List.of(overrides)))
                .getMessage());
    }

    @Test
    void anUnknownKeyNamesTheNearestOneOrAllThatAreAllowed() {
        assertThat(problems("name: a\ntrain:\n  learning_rat: 1\n"))
                .isEqualTo("r.yaml:3:3: train.learning_rat: unknown key. Did you mean 'learningRate'?");
        assertThat(problems("name: a\ntrain:\n  colour: 1\n"))
                .isEqualTo("r.yaml:3:3: train.colour: unknown key. Allowed here: steps, learningRate, batch, ema.");
        assertThat(problems("name: a\nsampler: {kind: ddpm, eta: 1}\n"))
                .isEqualTo("r.yaml:2:23: sampler.eta: unknown key. Allowed here: kind.");
    }

    @Test
    void aMissingKeyIsNamedWithItsMeaningAtTheBlockThatLacksIt() {
        assertThat(problems("# a recipe\n\ntrain: {}\n"))
                .isEqualTo("r.yaml:3:1: name: this key is required and missing."
                        + " Add 'name: ...' (name of the run) to the block that begins here.");
        assertThat(problems("name: a\nstages:\n  - width: 1\n  - heads: 2\n"))
                .isEqualTo("r.yaml:4:5: stages.1.width: this key is required and missing."
                        + " Add 'width: ...' (channels of the stage) to the block that begins here.");
        assertThatThrownBy(() -> RecipeReader.defaults(SpiralRecipe.class))
                .hasMessage("default: name: this key is required and missing."
                        + " Add 'name: ...' (name of the run) to the block that begins here.");
    }

    @Test
    void aWrongTypeSaysWhatIsExpectedAndWhatWasGiven() {
        assertThat(problems("""
                        name: [a]
                        train:
                          steps: many
                          learningRate: 1_000
                          batch: 3000000000
                          ema: yes
                        widths: 3
                        compare: [ddim, 3]
                        stages: [{width: 0.5}, {width: "7"}]
                        clip: 1e999
                        from: {a: 1}
                        """).lines())
                .containsExactly(
                        "r.yaml:1:1: name: must be a text but is a list.",
                        "r.yaml:3:3: train.steps: must be a whole number such as 2000 but is \"many\"."
                                + " Write digits without spaces or underscores.",
                        "r.yaml:4:3: train.learningRate: must be a number such as 0.5 or 1e-3 but is \"1_000\"."
                                + " Write digits without spaces or underscores.",
                        "r.yaml:5:3: train.batch: must be a whole number such as 2000 but is \"3000000000\"."
                                + " It has no fraction and lies between -2147483648 and 2147483647.",
                        "r.yaml:6:3: train.ema: must be true or false but is \"yes\".",
                        "r.yaml:7:1: widths: must be a list such as [1, 2] but is \"3\".",
                        "r.yaml:8:17: compare.1.kind: must be one of ddpm, ddim, blend-chain but is \"3\"."
                                + " Choose one of them.",
                        "r.yaml:9:11: stages.0.width: must be a whole number such as 2000 but is \"0.5\"."
                                + " It has no fraction and lies between -2147483648 and 2147483647.",
                        "r.yaml:9:25: stages.1.width: must be a whole number such as 2000 but is the quoted text \"7\"."
                                + " Remove the quotes.",
                        "r.yaml:10:1: clip: must be a number such as 0.5 or 1e-3 but is \"1e999\"."
                                + " The largest number is about 1.8e308.",
                        "r.yaml:11:1: from: must be a path but is a block of keys.");
        assertThat(problems("name:\ntrain: 5\n").lines())
                .containsExactly(
                        "r.yaml:1:1: name: must be a text but is empty.",
                        "r.yaml:2:1: train: must be a block of keys but is \"5\".");
        assertThat(problems("name: a\ntrain: {steps: 99999999999999999999}"))
                .endsWith("It has no fraction and lies between -2^63 and 2^63 - 1.");
        assertThat(problems("name: a\nout: \"a\\0b\""))
                .startsWith("r.yaml:2:1: out: this system has no such path (")
                .endsWith("). Use another name.");
    }

    @Test
    void numbersOfOtherDialectsAreNotGuessed() {
        for (String number :
                List.of("010", "0x1F", "1_0", "12:30", ".inf", "-.INF", ".nan", "NaN", "1e", ".", "+", "1 0")) {
            assertThat(problems("name: a\ntrain: {learningRate: " + number + "}"))
                    .as(number)
                    .startsWith("r.yaml:2:9: train.learningRate: must be a number");
        }
    }

    @Test
    void aWordThatIsNotAmongTheAllowedNamesTheNearest() {
        assertThat(problems("name: a\nschedule: scaled-liner\n"))
                .isEqualTo("r.yaml:2:1: schedule: must be one of linear, scaled-linear, cosine but is \"scaled-liner\"."
                        + " Did you mean 'scaled-linear'?");
        assertThat(problems("name: a\nschedule: 3\n")).endsWith("but is \"3\". Choose one of them.");
        assertThat(problems("name: a\nschedule: []\n"))
                .isEqualTo("r.yaml:2:1: schedule: must be one of linear, scaled-linear, cosine but is a list.");
    }

    @Test
    void theKindOfAFamilyIsCheckedAndAskedFor() {
        assertThat(problems("name: a\nnetwork: {kind: point-mpl}\n"))
                .isEqualTo("r.yaml:2:11: network.kind: must be one of point-mlp, unet-2d but is \"point-mpl\"."
                        + " Did you mean 'point-mlp'?");
        assertThat(problems("name: a\nnetwork: {kind: []}\n"))
                .isEqualTo("r.yaml:2:11: network.kind: must be one of point-mlp, unet-2d but is a list."
                        + " Choose one of them.");
        assertThat(problems("name: a\ncompare:\n  - eta: 1\n"))
                .isEqualTo("r.yaml:3:5: compare.0.kind: this key is missing. Choose one of: ddpm, ddim, blend-chain.");
        assertThat(problems("name: a\nnetwork: [1]\n"))
                .isEqualTo("r.yaml:2:1: network: must be a block with the key 'kind' but is a list.");
    }

    @Test
    void aRefusalByTheRecordStandsAtTheKeyItNames() {
        assertThat(problems("name: a\nsampler:\n  kind: ddim\n  eta: 2\n"))
                .isEqualTo("r.yaml:4:3: sampler.eta: eta must lie in [0, 1] but was 2.0."
                        + " Use 0 for repeatable pictures.");
        assertThat(problems("name: a\n", "train.steps=0"))
                .isEqualTo("--set train.steps=0: train.steps: steps must be at least 1 but was 0."
                        + " Give the number of optimiser steps.");
    }

    @Test
    void aKeyGivenTwiceIsToldWithBothPlaces() {
        assertThat(problems("name: a\ntrain:\n  steps: 1\n  steps: 2\n"))
                .isEqualTo("r.yaml:4:3: train.steps: this key is given twice, first at line 3. Keep one of the two.");
    }

    @Test
    void allProblemsAreToldAtOnceInTheOrderOfTheFile() {
        assertThat(problems("nam: a\nwidths: x\nname: b\nname: c\ntrain:\n  stepz: 1\n  batch: x\n", "clip=x")
                        .lines())
                .extracting(line -> line.substring(0, line.indexOf(": ")))
                .containsExactly("r.yaml:1:1", "r.yaml:2:1", "r.yaml:4:1", "r.yaml:6:3", "r.yaml:7:3", "--set clip=x");
    }

    @Test
    void aFloodOfProblemsIsCut() {
        String text = IntStream.range(0, 1000).mapToObj(i -> "x" + i + ": 1\n").collect(Collectors.joining());
        assertThat(problems("name: a\n" + text).lines())
                .hasSize(21)
                .last()
                .isEqualTo("and 980 more. Repair these first.");
    }

    @Test
    void overridesAreNamedInTheirProblems() {
        assertThat(problems("name: a", "train.stepz=3"))
                .isEqualTo("--set train.stepz=3: train.stepz: unknown key. Did you mean 'steps'?");
        assertThat(problems("name: a", "trian.steps=3"))
                .isEqualTo("--set trian.steps=3: trian: unknown key. Did you mean 'train'?");
        assertThat(problems("name: a", "train.steps=many"))
                .startsWith("--set train.steps=many: train.steps: must be a whole number such as 2000");
        assertThat(problems("name: a\ntrain: {steps: 1}", "train.steps.x=3"))
                .startsWith("--set train.steps.x=3: train.steps: must be a whole number")
                .endsWith("but is a block of keys.");
        assertThat(problems("name: a\nwidths: [1, 2]", "widths.2=3"))
                .isEqualTo("--set widths.2=3: widths.2: the list has 2 entries, counted from 0,"
                        + " and 2 is not among them. Give the whole list.");
        assertThat(problems("name: a", "widths=[1")).startsWith("--set widths=[1: this is not YAML (");
        for (String odd : List.of("train.steps", "=3", "train..steps=3", ".steps=3")) {
            assertThat(problems("name: a", odd))
                    .isEqualTo("--set " + odd
                            + ": an override is written path=value. Write one such as --set train.steps=2000.");
        }
    }
}
