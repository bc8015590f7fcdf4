// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.team.Meeting;
import org.diffusion4j.team.Teams;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.StoredTensors;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Several processes, which are threads here, train what one would. */
class TeamRunTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> plans() {
        return Stream.of(
                Arguments.of(2, List.of()),
                Arguments.of(3, TinyRuns.WITH_EVERYTHING),
                Arguments.of(5, List.of("train.emaDecay=0.9", "train.steps=12")), // the last batch of an epoch has 4
                Arguments.of(2, List.of("train.patience=1", "train.heldOutBatches=1", "train.learningRate=0.1")));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void togetherTheyEndWhereOneWould(int size, List<String> plan) throws Exception {
        Recipe recipe = TinyRuns.recipe(plan);
        TrainingRun.Result alone =
                TrainingRun.start(recipe, TinyRuns.settings(folder.resolve("alone")), RunWatcher.NONE);
        TrainingRun.Result team = started(recipe, size, TinyRuns.settings(folder.resolve("team")), RunWatcher.NONE);
        assertThat(team.step()).isEqualTo(alone.step());
        assertClose(team.folder().weights(), alone.folder().weights());
    }

    @Test
    void aStateGoesOnWithAnotherNumberOfProcesses() throws Exception {
        Recipe recipe = TinyRuns.recipe(List.of("train.emaDecay=0.9"));
        Path straight = TinyRuns.trained(folder.resolve("straight"), recipe);
        StopSignal stop = new StopSignal();
        TrainingRun.Result first = started(
                recipe, 2, TinyRuns.settings(folder.resolve("team")).stoppedBy(stop), TinyRuns.watching(report -> {
                    if (report.step() == 7) {
                        stop.request();
                    }
                }));
        assertThat(first.step())
                .as("all hear of the wish at the end of the next step")
                .isEqualTo(8);
        Path run = first.folder().path();
        assertThat(resumed(run, 3, "train.steps=20").step()).isEqualTo(20);
        TrainingRun.resume(run, List.of("train.steps=40"), TinyRuns.settings(folder), RunWatcher.NONE);
        assertClose(run.resolve("weights.safetensors"), straight.resolve("weights.safetensors"));
        assertThat(resumed(run, 2, "train.steps=40").wasFinished()).isTrue();
    }

    @Test
    void theSameTeamGivesTheSameBits() throws Exception {
        Recipe recipe = TinyRuns.recipe(TinyRuns.WITH_EVERYTHING);
        TrainingRun.Result one = started(recipe, 2, TinyRuns.settings(folder.resolve("one")), RunWatcher.NONE);
        TrainingRun.Result two = started(recipe, 2, TinyRuns.settings(folder.resolve("two")), RunWatcher.NONE);
        assertThat(two.folder().weights()).hasSameBinaryContentAs(one.folder().weights());
    }

    @Test
    void aMemberThatLeavesEndsTheRunWithASentence() {
        Recipe recipe = TinyRuns.recipe(List.of());
        assertThatThrownBy(() -> Teams.inFile(folder, 2, meeting -> {
                    if (meeting.rank() == 0) {
                        return TrainingRun.start(recipe, TinyRuns.settings(folder), RunWatcher.NONE, company(meeting))
                                .step();
                    }
                    meeting.ready();
                    meeting.team(new StopSignal(), Teams.PATIENCE).close();
                    return 0L;
                }))
                .cause()
                .isInstanceOf(TeamException.class)
                .hasMessageStartingWith("another process of this run has ended or does not answer (");
    }

    @Test
    void aMemberWithoutTheDataEndsTheMeeting() {
        Recipe recipe = TinyRuns.recipe(List.of());
        assertThatThrownBy(() -> Teams.inFile(folder, 2, meeting -> {
                    if (meeting.rank() == 0) {
                        meeting.pin(Company.DATA, "other data");
                        meeting.pin(Company.RECIPE, recipe.yaml());
                        meeting.awaitAll(Teams.PATIENCE, new StopSignal(), () -> {});
                        return 0L;
                    }
                    assertThatThrownBy(() -> Membership.train(meeting, Teams.PATIENCE, new StopSignal()))
                            .isInstanceOf(ConfigException.class);
                    return 0L;
                }))
                .cause()
                .isInstanceOf(TeamException.class)
                .hasMessageStartingWith(
                        "another process cannot take part: the training data of this process are not those of the leader (");
    }

    @Test
    void normalisationByTheWholeBatchIsRefusedHoweverItIsCut() {
        for (String cut : List.of("null", "100")) {
            Recipe recipe = Recipe.of("sprites", List.of("train.batch=100", "train.microBatch=" + cut));
            assertThatThrownBy(() -> Company.requireFitting(recipe, 2, Devices.of("cpu")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("2 processes cut each batch into shares of 50");
        }
    }

    @Test
    void moreProcessesThanItemsAreRefused() {
        assertThatThrownBy(() -> Company.requireFitting(TinyRuns.recipe(List.of()), 9, Devices.of("cpu")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "9 processes cannot share a batch of 8: each learns at least one item of it. Give --nproc 8 or fewer, or a larger train.batch.");
    }

    @Test
    void normalisationByTheBatchIsRefusedUnlessTheRecipeNamesMicroBatches() {
        assertThatThrownBy(() -> Company.requireFitting(Recipe.of("sprites", List.of()), 2, Devices.of("cpu")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "2 processes cut each batch into shares of 50, as if that were train.microBatch: ")
                .hasMessageContaining("network.norm to micro-batch");
        Company.requireFitting(
                Recipe.of("sprites", List.of("network.norm=micro-batch", "train.workers=1", "train.microBatch=50")),
                2,
                Devices.of("cpu"));
    }

    private Optional<Company> company(Meeting meeting) {
        return Optional.of(new Company(meeting, Teams.PATIENCE, () -> {}));
    }

    private TrainingRun.Result started(Recipe recipe, int size, RunSettings settings, RunWatcher watcher)
            throws Exception {
        return led(size, company -> TrainingRun.start(recipe, settings, watcher, company));
    }

    private TrainingRun.Result resumed(Path run, int size, String override) throws Exception {
        return led(
                size,
                company -> TrainingRun.resume(
                        run, List.of(override), TinyRuns.settings(folder), RunWatcher.NONE, company));
    }

    private interface Lead {
        TrainingRun.Result run(Optional<Company> company);
    }

    private TrainingRun.Result led(int size, Lead lead) throws Exception {
        Path place = Files.createTempDirectory(folder, "meeting");
        List<Optional<TrainingRun.Result>> results = Teams.inFile(place, size, meeting -> {
            if (meeting.rank() == 0) {
                return Optional.of(lead.run(company(meeting)));
            }
            Membership.train(meeting, Teams.PATIENCE, new StopSignal());
            return Optional.empty();
        });
        return results.get(0).orElseThrow();
    }

    private static void assertClose(Path file, Path expected) {
        try (SafeTensors one = SafeTensors.open(file);
                SafeTensors other = SafeTensors.open(expected)) {
            assertThat(one.entries().keySet())
                    .isEqualTo(other.entries().keySet())
                    .isNotEmpty();
            other.entries()
                    .forEach((name, info) -> assertThat(Tensors.floats(StoredTensors.floats(one, name, info.sizes())))
                            .as(name)
                            .containsExactly(
                                    Tensors.floats(StoredTensors.floats(other, name, info.sizes())), within(1e-5f)));
        }
    }
}
