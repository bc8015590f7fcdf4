// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.diffusion4j.config.sample.SpiralRecipe;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class RecipeSyntaxTest {
    private static String problems(String text) {
        return String.valueOf(catchThrowableOfType(
                        ConfigException.class,
                        () -> RecipeReader.read(SpiralRecipe.class, RecipeSource.ofText("r.yaml", text)))
                .getMessage());
    }

    @Test
    void aTextThatIsNotYamlIsToldWhereItBreaks() {
        String advice = " Indent with spaces, write a space after each colon, close each quote and bracket.";
        assertThat(problems("name: a\ntrain:\n\tsteps: 1\n"))
                .isEqualTo("r.yaml:3:1: this is not YAML (found character '\\t(TAB)' that cannot start any token)."
                        + advice);
        assertThat(problems("name: a: b\n"))
                .isEqualTo("r.yaml:1:8: this is not YAML (mapping values are not allowed here)." + advice);
        assertThat(problems("name: 'a\n"))
                .startsWith("r.yaml:2:1: this is not YAML (")
                .endsWith(advice);
        assertThat(problems("a\u0001\u0000"))
                .startsWith("r.yaml:1:1: this is not YAML (")
                .endsWith(advice);
        assertThat(problems("? [a]\n: 1\n")).startsWith("r.yaml:1:").contains("this is not YAML (");
    }

    @Test
    void aTextThatIsNoRecipeIsRefused() {
        assertThat(problems(""))
                .isEqualTo(
                        "r.yaml:1:1: the recipe is empty. Write its keys; 'd4j explain spiral' shows those of a shipped one.");
        assertThat(problems("# nothing\r\n")).contains("the recipe is empty.");
        assertThat(problems("hello world"))
                .isEqualTo("r.yaml:1:1: a recipe is made of lines 'key: value' but this is \"hello world\"."
                        + " Check that it is the right file.");
        assertThat(problems("- a\n")).contains("but this is a list.");
        assertThat(problems("name: a\n---\nname: b\n"))
                .isEqualTo("r.yaml:3:1: a second document begins here, and a recipe is one. Remove it.");
    }

    @Test
    void whatCouldGrowInMemoryIsRefused() {
        String anchors = "anchors (&name) and aliases (*name) are not used in recipes. Write the value out.";
        assertThat(problems("name: &a [x, x]\nnote: [*a, *a]\n")).isEqualTo("r.yaml:1:7: name: " + anchors);
        assertThat(problems("&a name: x\n")).isEqualTo("r.yaml:1:1: name: " + anchors);
        assertThat(problems("name: !!str 5\n"))
                .isEqualTo(
                        "r.yaml:1:7: name: tags (!name) are not used in recipes. Remove the tag and keep the value.");
        for (String open : List.of("[", "{a: ", "- ")) {
            assertThat(problems("name: a\nnote: \n  " + open.repeat(20_000)))
                    .contains("blocks and lists may be nested 32 deep, and this is deeper. Flatten it.");
        }
    }

    @Test
    void foreignTextIsShortenedAndKeptOnOneLine() {
        assertThat(problems("name: a\n\"x\\ny\\e[31m\": 1\n"))
                .isEqualTo("r.yaml:2:1: x y [31m: unknown key. Allowed here: name, train, network, sampler, schedule,"
                        + " out, widths, compare, stages, clip, note, from.");
        assertThat(problems("name: a\nclip: " + "z".repeat(9000) + "\n")).hasSizeLessThan(300);
    }
}
