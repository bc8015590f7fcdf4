// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.tensor.Devices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifierTest {
    @TempDir
    private Path folder;

    private Verifier.Result run(String filter) {
        return Verifier.run(folder, filter, Devices.of("cpu"), row -> {});
    }

    private Verifier.Row only(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
        Verifier.Result result = run("");
        assertThat(result.rows()).hasSize(1);
        assertThat(result.isGood()).isEqualTo(result.rows().get(0).failed() == 0);
        return result.rows().get(0);
    }

    private static String bundled(String path) throws IOException {
        try (FixtureSet set = FixtureSet.bundled()) {
            return Files.readString(set.root().resolve(path));
        }
    }

    @Test
    void theBundledSetHoldsOnThisMachine() {
        List<Verifier.Row> seen = new ArrayList<>();
        try (FixtureSet set = FixtureSet.bundled()) {
            Verifier.Result result = Verifier.run(set.root(), "", Devices.of("cpu"), seen::add);
            assertThat(result.rows()).isEqualTo(seen);
        }
        assertThat(seen)
                .extracting(Verifier.Row::path)
                .contains("diffusers/schedulers/DDPMScheduler.json", "seeds/seed0_a.json", "seeds/tables.json")
                .hasSizeGreaterThan(30);
        assertThat(seen).allSatisfy(row -> {
            assertThat(row.failure()).isNull();
            assertThat(row.failed()).isZero();
            assertThat(row.passed()).isGreaterThan(5);
            assertThat(row.worstShare().orElseThrow()).isBetween(0.0, 1.0);
        });
    }

    @Test
    void aChangedNumberIsNamedWithItsCheckIndexAndBothValues() throws IOException {
        Verifier.Row row = only("t.json", bundled("seeds/tables.json").replace("0.00017975951903807618", "0.5"));
        assertThat(row.failed()).isEqualTo(1);
        assertThat(row.failure()).isEqualTo("seed0.beta[2]: got 0.000179759519, want 0.500000000");
        assertThat(row.worstShare().orElseThrow()).isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"kind": "seeds/unheard-of"}      | kind[0]: got 'seeds/unheard-of', which this version does not know
            {"kind": 7}                       | 'kind' must be a text
            {"kind": "seeds/tables"}          | nothing that the kind 'seeds/tables' could check
            {"kind": "seeds/network"}         | '' has no 'system'
            {"kind": "seeds/network", "system": "seed9"} | the system 'seed9' is not known to this version; known are seed0
            {"kind": "seeds/network", "system": "seed0", "config": []} | 'config' has no 'hidden'
            {"kind": "seeds/network", "system": "seed0", "config": {"hidden": 64, "embed": 64, "dim": 3, "steps": 2000000000}} | 'config.steps' must lie in 1 to 1000000
            {"kind": "seeds/network", "system": "seed0", "config": {"hidden": 999999999, "embed": 64, "dim": 3, "steps": 5}, "forward": {}} | hidden must be at most 8192 but was 999999999
            {"kind": "seeds/network", "system": "seed0", "config": {"hidden": 8, "embed": 8, "dim": 3, "steps": 5}, "forward": {"inputs": {"x": {"fill": "x", "shape": [99999999, 3]}}}} | all together 100000000 or less
            {"kind": "seeds/tables", "seed3": {}} | a system that this version does not know
            {"kind": "seeds/tables", "seed0": 3}  | 'seed0' must be an object
            {"kind": "seeds/tables", "seed1": {"lr_of_round": {"one": 1}}} | has the key 'one', which is no index
            {"kind": "seeds/tables", "seed1": {"lr_of_round": {"1": "a"}}} | 'seed1.lr_of_round.1' must be a number
            {"kind": "seeds/tables", "seed1": {"lr_of_round": {"0": NaN}}} | no JSON
            {"kind": "seeds/tables", "seed1": {"lr_of_round": {"0": 1e999}}} | must be a number
            {"kind": "seeds/tables", "seed1": {"lr_of_round": {"0": "inf"}}} | seed1.lr_of_round[0]: got 0.000800000000, want Infinity
            {"kind": "seeds/tables", "seed1": {"surprise": [1]}} | 'surprise' is a table that this version does not know
            {"kind": "seeds/tables", "seed0": {"steps": 5, "beta_1": 0.1, "beta_T": 0.2, "beta": {"5": 0.1}}} | Its times run from 0 to 4
            {"kind": "diffusers/noise-schedules", "atol": 0, "rtol": 0, "rows": [{"sampler": "DDPMScheduler", "config": {"num_train_timesteps": 2000000000}, "betas": [1]}]} | must lie in 1 to 1000000
            {"kind": "diffusers/safetensors", "good": {"file": "../x"}} | does not lie beside the fixture
            {"kind": "diffusers/safetensors", "bad": [{"file": "none.safetensors"}]} | no such file
            {"kind": | no JSON
            no json at all | no JSON
            """)
    void whatCannotBeCheckedIsAFailedRowThatSaysWhy(String content, String why) throws IOException {
        Verifier.Row row = only("x.json", content);
        assertThat(row.failed()).isEqualTo(1);
        assertThat(row.failure()).contains(why).doesNotContain("Exception", "REDACTED");
    }

    @Test
    void anEmptyFileAndOneNestedTooDeepAreFailures() throws IOException {
        assertThat(only("x.json", "").failure()).contains("the file is empty");
        assertThat(only("x.json", "[".repeat(100_000)).failure())
                .contains("no JSON")
                .contains("nesting");
    }

    @Test
    void otherFilesAreDataAndPassedOver() throws IOException {
        Files.writeString(folder.resolve("data.json"), "{\"weights\": [1, 2]}");
        Files.writeString(folder.resolve("list.json"), "[{\"kind\": \"seeds/tables\"}]");
        Files.writeString(folder.resolve("notes.txt"), "not json");
        Verifier.Result result = run("");
        assertThat(result.rows()).isEmpty();
        assertThat(result.isGood()).isFalse();
    }

    @Test
    void theFilterLooksAtThePathBelowTheFolder() throws IOException {
        Files.createDirectories(folder.resolve("inner"));
        Files.writeString(folder.resolve("inner/one.json"), bundled("diffusers/tables/noise_schedules.json"));
        Files.writeString(folder.resolve("two.json"), "{\"kind\": \"none\"}");
        assertThat(run("inner/o").rows()).extracting(Verifier.Row::path).containsExactly("inner/one.json");
        assertThat(run("inner/o").isGood()).isTrue();
        assertThat(run(folder.getFileName().toString()).rows()).isEmpty();
        assertThat(run("").rows()).hasSize(2);
    }

    @Test
    void aFolderThatIsALinkIsWalked() throws IOException {
        Files.createDirectories(folder.resolve("real"));
        Files.writeString(folder.resolve("real/x.json"), "{\"kind\": \"none\"}");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
        assertThat(Verifier.run(link, "", Devices.of("cpu"), row -> {}).rows()).hasSize(1);
    }

    @Test
    void aFolderThatDoesNotExistIsASentence() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> Verifier.run(missing, "", Devices.of("cpu"), row -> {}))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        missing
                                + " is not a folder, and fixtures are looked for below one. Give a folder that exists, or none for the fixtures that come with the program.");
    }
}
