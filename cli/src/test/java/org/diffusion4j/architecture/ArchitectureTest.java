// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What may use what, over all modules of the library and the command; docs/decisions/0001-modules.md gives the reasons. */
class ArchitectureTest {
    private static final List<List<String>> BASE = List.of(
            List.of("error"),
            List.of("random", "config", "format", "plot", "pickle"),
            List.of("schedule", "run", "image", "cifar"),
            List.of("metric"),
            List.of("diffusers"),
            List.of("weights"));

    private static final List<List<String>> ENGINE = List.of(
            List.of("tensor"),
            List.of("nn", "data", "sampler"),
            List.of("network", "team"),
            List.of("objective"),
            List.of("train"),
            List.of("recipe"),
            List.of("pipeline"),
            List.of("model"),
            List.of("edit"),
            List.of("gallery", "verify"),
            List.of("evaluate"),
            List.of("report", "parquet"));

    private static final List<List<String>> CLI = List.of(List.of("cli"));

    private static final Arrows ARROWS =
            new Arrows(Stream.of(BASE, ENGINE, CLI).flatMap(List::stream).toList());

    /** Everything of libtorch that draws from the generator that the whole process shares. */
    private static final Pattern SHARED_GENERATOR = Pattern.compile(
            "rand(n|int|perm)?(_like|_out)?|rrelu_?|normal_?|log_normal_|uniform_?|random_|bernoulli_?|binomial|multinomial|poisson"
                    + "|exponential_|geometric_|cauchy_|(feature_)?(alpha_)?dropout_?|manual_seed|seed|getDefaultCPUGenerator");

    private static final Pattern CATCHES_EVERYTHING = Pattern.compile("catch\\s*\\([^)]*\\bThrowable\\b");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.diffusion4j");

    @Test
    void packagesUseOnlyWhatStandsBelowThem() {
        assertThat(ARROWS.wrong(CLASSES)).isEmpty();
    }

    @Test
    void packagesWithinAFloorHaveNoCyclesEither() {
        check(slices().matching("org.diffusion4j.(**)").should().beFreeOfCycles());
    }

    @Test
    void everyPackageHasAFloor() {
        assertThat(ARROWS.homeless(CLASSES)).isEmpty();
        assertThat(CLASSES.size()).isGreaterThan(100); // the import found all modules
    }

    @Test
    void baseUsesNothingNative() {
        check(noClasses()
                .that()
                .resideInAnyPackage(packages(BASE))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..", "java.lang.foreign.."));
    }

    @Test
    void onlyTheCommandKnowsTheCommandLine() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.diffusion4j.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli.."));
    }

    @Test
    void theCommandTouchesNoTensor() {
        check(noClasses()
                .that()
                .resideInAPackage("org.diffusion4j.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco.."));
    }

    @Test
    void onlyTheCommandEndsTheProcess() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.diffusion4j.cli..")
                .should()
                .callMethodWhere(describe(
                        "end the process",
                        call -> (call.getTargetOwner().isAssignableTo(System.class) && isNamed(call, "exit"))
                                || (call.getTargetOwner().isAssignableTo(Runtime.class)
                                        && isNamed(call, "exit|halt")))));
    }

    @Test
    void nobodyDrawsFromTheGeneratorOfTheLibrary() {
        check(noClasses()
                .should()
                .callMethodWhere(describe(
                        "draw from libtorch's generator",
                        call -> call.getTargetOwner().getPackageName().startsWith("org.bytedeco.pytorch")
                                && SHARED_GENERATOR.matcher(call.getName()).matches())));
    }

    @Test
    void nobodyDrawsFromTheGeneratorsOfJava() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .haveNameMatching(
                                "java\\.util\\.(Splittable)?Random|java\\.util\\.random\\..*|.*\\.ThreadLocalRandom|.*\\.SecureRandom"));
        check(noClasses().should().callMethod(Math.class, "random"));
    }

    /** In the text, because try-with-resources becomes such a catch in the class file. */
    @Test
    void nobodyCatchesEverything() throws IOException {
        for (String module : List.of("base", "engine", "cli")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                assertThat(files.filter(file -> file.toString().endsWith(".java")))
                        .isNotEmpty()
                        .allSatisfy(
                                file -> assertThat(Files.readString(file)).doesNotContainPattern(CATCHES_EVERYTHING));
            }
        }
    }

    private static boolean isNamed(JavaMethodCall call, String names) {
        return call.getName().matches(names);
    }

    private static String[] packages(List<List<String>> floors) {
        return floors.stream()
                .flatMap(List::stream)
                .map(name -> "org.diffusion4j." + name + "..")
                .toArray(String[]::new);
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }
}
