// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Mistakes in the declaration of a recipe are told to the programmer, not to the reader of a file. */
class DeclarationTest {
    record Table(Map<String, String> entries) {}

    record Grid(List<List<Inner>> cells) {}

    record Inner(int value) {}

    sealed interface Twins {
        @Kind("same")
        record First() implements Twins {}

        @Kind("same")
        record Second() implements Twins {}
    }

    sealed interface Mixed {
        final class Plain implements Mixed {}
    }

    record Careless(String text) {
        Careless {
            throw new IllegalStateException("a bug in " + text);
        }
    }

    private static void read(Class<?> type, String text) {
        RecipeReader.read(type, RecipeSource.ofText("r.yaml", text));
    }

    @Test
    void aTypeThatNoRecipeCanHoldIsNamed() {
        assertThatThrownBy(() -> read(Table.class, "entries: {a: b}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a recipe cannot hold a java.util.Map");
        assertThatThrownBy(() -> read(Grid.class, "cells: [[{value: 1}]]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a recipe cannot hold a list of java.util.List");
    }

    @Test
    void aFamilyHasRecordsWithDifferentNames() {
        assertThatThrownBy(() -> read(Twins.class, "kind: same"))
                .hasMessage(Twins.class.getName() + " has two members called 'same': rename one with @Kind.");
        assertThatThrownBy(() -> read(Mixed.class, "kind: plain"))
                .hasMessageEndingWith("a member is a record that implements it.");
    }

    @Test
    void aBugInAConstructorIsNotTakenForAMistakeInTheFile() {
        assertThatThrownBy(() -> read(Careless.class, "text: x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a bug in x");
    }
}
