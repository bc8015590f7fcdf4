// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A parsed recipe before it has types. An entry of a block lies where its key stands, everything else at its start. */
sealed interface Node {
    /** The key under which a block says which member of a family it is. */
    String KIND = "kind";

    /** Where it was written. */
    Where where();

    /** What it is, for a sentence: {@code the text "many"}, {@code a list}. */
    String described();

    /** A single value as it was written; quoted texts are never numbers, booleans or null. */
    record Scalar(String text, boolean quoted, Where where) implements Node {
        private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

        /** Whether nothing is given here. */
        boolean isNull() {
            return !quoted && NULLS.contains(text);
        }

        @Override
        public String described() {
            return isNull() ? "empty" : (quoted ? "the quoted text \"" : "\"") + Problems.shown(text) + "\"";
        }
    }

    /** An ordered list. */
    record Sequence(List<Node> items, Where where) implements Node {
        @Override
        public String described() {
            return "a list";
        }
    }

    /** Keys and their values in the order of the file. */
    record Block(Map<String, Node> entries, Where where) implements Node {
        /** A block in which nothing is given. */
        static Block empty(Where where) {
            return new Block(Map.of(), where);
        }

        /** A family member of which only the kind is given. */
        static Block ofKind(Scalar kind) {
            return new Block(Map.of(KIND, kind), kind.where());
        }

        @Override
        public String described() {
            return "a block of keys";
        }
    }
}
