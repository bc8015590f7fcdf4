// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final String RECIPE = "# 나선\nsystem: spiral\n";

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private static Provenance provenance(String time) {
        return Provenance.of(
                Clock.fixed(Instant.parse(time), ZoneOffset.UTC),
                "spiral",
                "libtorch 2.10.0",
                Sha256.of(RECIPE.getBytes(StandardCharsets.UTF_8)),
                "",
                Map.of("noise", 7L, "data", -1L),
                List.of("d4j", "train", "spiral"));
    }

    private RunFolder create(Path runs, String name, String time) {
        return RunFolder.create(runs, name, RECIPE, provenance(time), ZoneId.of("Asia/Seoul"), FileLayer.disk());
    }

    @Test
    void aNewRunHasAStampedNameItsRecipeAndWhereItComesFrom() {
        Path runs = folder.resolve("나의 실험/runs");
        RunFolder run = create(runs, "spiral", "2026-01-31T12:00:00Z");
        assertThat(run.path()).isEqualTo(runs.resolve("spiral-20260131-210000"));
        assertThat(run.recipe()).hasContent(RECIPE);
        assertThat(run.pictures()).isDirectory();
        assertThat(run.path()).isDirectoryNotContaining("glob:**/.*");

        RunFolder opened = RunFolder.open(run.path(), FileLayer.disk());
        Provenance provenance = opened.provenance();
        assertThat(provenance).isEqualTo(provenance("2026-01-31T12:00:00Z"));
        assertThat(provenance.project()).isNotEmpty();
        assertThat(provenance.java()).contains(Runtime.version().toString());
        assertThat(provenance.cpu()).isNotEmpty();
        assertThat(provenance.cores()).isPositive();
        assertThat(provenance.memoryBytes()).isPositive();
        assertThat(provenance.recipeHash()).hasSize(64);
        assertThat(provenance.seeds()).containsEntry("data", -1L);
    }

    @Test
    void theSameNameInTheSameSecondGetsANumber() {
        create(folder, "spiral", "2026-01-31T12:00:00Z");
        create(folder, "spiral", "2026-01-31T12:00:00Z");
        RunFolder third = create(folder, "spiral", "2026-01-31T12:00:00Z");
        assertThat(third.path()).isEqualTo(folder.resolve("spiral-20260131-210000-3"));
    }

    @Test
    void namesMayHaveLettersOfAllLanguagesButNoPath() {
        assertThat(create(folder, "나선 3", "2026-01-31T12:00:00Z").path()).isDirectory();
        for (String name : List.of("", "../x", "a/b", "a\\b", ".x", "a:b", "x".repeat(61), "a\n")) {
            assertThatThrownBy(() -> create(folder, name, "2026-01-31T12:00:00Z"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "'%s' cannot name a run. Use 1 to 60 letters, digits, spaces and '.', '_', '-', and begin with a letter or digit."
                                    .formatted(name));
        }
    }

    @Test
    void otherFoldersAreRefusedWithWhatToGive() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> RunFolder.open(missing, FileLayer.disk()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("there is no folder " + missing
                        + ". Give the folder of a run, such as runs/spiral-20260131-120000; 'd4j runs' lists them.");
        assertThatThrownBy(() -> RunFolder.open(folder, FileLayer.disk()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        folder
                                + " is not the folder of a run, because it has no provenance.json. Give a folder that 'd4j runs' lists.");
    }

    @Test
    void aListTellsWhatEachRunHasReached() throws IOException {
        RunFolder second = create(folder, "b", "2026-01-31T12:00:05Z");
        RunFolder first = create(folder, "a", "2026-01-31T12:00:00Z");
        Clock later = Clock.fixed(Instant.parse("2026-01-31T12:30:00Z"), ZoneOffset.UTC);
        try (EventLog log = EventLog.open(first.events(), FileLayer.disk(), later)) {
            log.append(100, "step", Map.of("loss", 0.5));
            log.append(200, "step", Map.of("loss", 0.25));
            log.append(200, "saved", Map.of());
        }
        Files.createDirectory(folder.resolve("something else"));
        Files.createFile(folder.resolve("a file"));

        List<RunSummary> runs = RunFolder.list(folder, FileLayer.disk(), warnings::add);
        assertThat(runs).extracting(RunSummary::folder).containsExactly(second.path(), first.path());
        assertThat(runs.get(0).step()).isZero();
        assertThat(runs.get(0).loss()).isEmpty();
        assertThat(runs.get(0).time()).isEqualTo(Instant.parse("2026-01-31T12:00:05Z"));
        assertThat(runs.get(1).name()).isEqualTo("a-20260131-210000");
        assertThat(runs.get(1).system()).isEqualTo("spiral");
        assertThat(runs.get(1).step()).isEqualTo(200);
        assertThat(runs.get(1).loss()).hasValue(0.25);
        assertThat(runs.get(1).time()).isEqualTo(later.instant());
        assertThat(warnings).isEmpty();
        assertThat(RunFolder.list(folder.resolve("missing"), FileLayer.disk(), warnings::add))
                .isEmpty();
    }

    @Test
    void aDamagedRunIsReportedAndDoesNotHideTheOthers() throws IOException {
        RunFolder good = create(folder, "good", "2026-01-31T12:00:00Z");
        Path record = create(folder, "bad", "2026-01-31T12:00:00Z").path().resolve("provenance.json");
        Files.writeString(record, "{");
        assertThat(RunFolder.list(folder, FileLayer.disk(), warnings::add))
                .extracting(RunSummary::folder)
                .containsExactly(good.path());
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith(record + " is not the record of a run (")
                .endsWith("). Restore it from a copy, or use another run.");
        assertThatThrownBy(() -> Provenance.read(record, FileLayer.disk())).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> Provenance.read(folder.resolve("missing"), FileLayer.disk()))
                .isInstanceOf(StorageException.class)
                .hasMessageEndingWith(
                        "(no such file or folder). Check the folder's permissions and that it belongs to a run.");
    }

    @Test
    void aFolderThatCannotBeFilledIsRemovedAgain() {
        for (int room = 0; room < 400; room += 40) {
            int[] free = {room};
            ForwardingFiles files = new ForwardingFiles() {
                @Override
                void beforeChange(String what, Path path) {}

                @Override
                int writable(Path path, int count) {
                    int allowed = Math.min(count, free[0]);
                    free[0] -= allowed;
                    return allowed;
                }
            };
            assertThatThrownBy(() -> RunFolder.create(
                            folder, "x", RECIPE, provenance("2026-01-31T12:00:00Z"), ZoneOffset.UTC, files))
                    .isInstanceOf(StorageException.class)
                    .hasMessage(
                            "no folder for a run can be made in %s (No space left on device). Make it writable or free some space, or choose another place with --runs."
                                    .formatted(folder));
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void everythingHasItsPlace() {
        RunFolder run = create(folder, "x", "2026-01-31T12:00:00Z");
        assertThat(List.of(run.recipe(), run.events(), run.pictures(), run.tensorBoard(), run.states(), run.weights()))
                .extracting(path -> run.path().relativize(path).toString())
                .containsExactly(
                        "recipe.yaml", "events.jsonl", "pictures", "tensorboard", "states", "weights.safetensors");
    }
}
