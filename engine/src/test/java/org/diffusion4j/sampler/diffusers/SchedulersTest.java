// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.diffusers.GridKind;
import org.diffusion4j.diffusers.SchedulerClass;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.diffusers.SchedulerValues;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What holds of every line of the register; a new class is tested by having one. */
@ParameterizedClass(name = "{0}")
@MethodSource("names")
class SchedulersTest {
    private static final String FILE = "some/where.json";
    private static final int STEPS = 6;

    private final SchedulerClass kind;

    SchedulersTest(String name) {
        kind = Schedulers.named(name);
    }

    static Set<String> names() {
        return Schedulers.names();
    }

    private SchedulerConfig file(JsonNode values) {
        return new SchedulerConfig(FILE, kind.name(), values);
    }

    private static ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Where four samples end that the exact model of normally distributed data leads. */
    private static double[] ended(SchedulerConfig file) {
        try (PointerScope scope = new PointerScope()) {
            Sampler sampler = DiffusersSampler.of(file, STEPS);
            ImageNoise noise = new ImageNoise(5, 0, 4);
            Tensor end = Sampling.run(
                    sampler,
                    GaussianModels.of(Schedulers.read(file)),
                    noise.start(1),
                    noise,
                    Sampling.Watcher.NONE,
                    new StopSignal());
            return Tensors.doubles(end);
        }
    }

    @Test
    void aShortRunStaysFiniteAndKeysAtTheirDefaultsChangeNothing() {
        double[] usual = ended(file(nothing()));
        assertThat(Arrays.stream(usual)).allMatch(Double::isFinite);
        assertThat(ended(file(kind.defaults()))).isEqualTo(usual);
        ObjectNode nulls = nothing();
        kind.keys().values().forEach((key, value) -> {
            if (value.isNumber() || value.isString()) {
                ObjectNode one = nothing();
                one.putNull(key);
                assertThatThrownBy(() -> ended(file(one)))
                        .isInstanceOf(FormatException.class)
                        .hasMessage(
                                "'%s' in some/where.json is null. It must be a %s or left out; correct the file.",
                                key, value.isNumber() ? "number" : "word");
            } else {
                nulls.putNull(key);
            }
        });
        assertThat(ended(file(nulls))).isEqualTo(usual);
    }

    @Test
    void aKeyThatItDoesNotKnowIsNamedAndPassedOver() {
        SchedulerConfig odd = file(kind.defaults().put("beta_strat", 1));
        assertThat(Schedulers.unknownKeys(odd))
                .contains("%s has 'beta_strat', which %s does not know. It is passed over; check its spelling."
                        .formatted(FILE, kind.name()));
        assertThat(ended(odd)).isEqualTo(ended(file(nothing())));
        assertThat(Schedulers.unknownKeys(file(kind.defaults()))).isEmpty();
    }

    @Test
    void aWrongValueIsRefusedWithItsFileAndItsKey() {
        Set<String> refused = new TreeSet<>();
        for (String key : kind.keys().values().keySet()) {
            SchedulerConfig wrong = file(nothing().set(key, nothing())); // an object stands nowhere
            try {
                assertThat(ended(wrong)).as(key).isEqualTo(ended(file(nothing()))); // it is not read in this run
            } catch (DiffusionException e) {
                assertThat(e)
                        .isInstanceOf(FormatException.class)
                        .hasMessageMatching(
                                "'%s' in %s is \\{}\\. It must be .+; correct the file\\.".formatted(key, FILE));
                refused.add(key);
            }
        }
        assertThat(refused).contains(kind.grid() == GridKind.EDM ? "sigma_max" : "num_train_timesteps");
    }

    @Test
    void everyKeyIsAnOptionOrReadByOthersOrRefused() {
        Set<String> unread = new TreeSet<>(kind.keys().values().keySet());
        unread.removeAll(SolverOptions.allKeys());
        unread.removeAll(UnreadKeys.READ_BY_OTHERS);
        assertThat(unread).isSubsetOf("solver_p"); // whoever adds a key makes it one of the three
        for (String key : unread) {
            JsonNode usual = kind.keys().values().get(key);
            assertThatThrownBy(() -> DiffusersSampler.of(file(nothing().put(key, "Mine")), STEPS))
                    .isInstanceOf(FormatException.class)
                    .hasMessage(
                            "'%s' in %s is \"Mine\". It must be %s or left out, as nothing here does more; correct the file."
                                    .formatted(key, FILE, usual));
        }
    }

    @Test
    void itsDefaultsAreNotSharedAndItsOptionsAreWhatItReadsOfKeysAndArguments() {
        kind.defaults().put("num_train_timesteps", 3);
        SchedulerValues values = kind.read(file(nothing()));
        assertThat(values.whole("num_train_timesteps")).isEqualTo(1000);
        Set<String> read = new TreeSet<>(kind.keys().values().keySet());
        read.addAll(kind.arguments());
        if (kind.grid() == GridKind.OWN) {
            read.removeAll(Set.of("timestep_spacing", "steps_offset"));
        }
        assertThat(kind.options()).isEqualTo(read);
    }
}
