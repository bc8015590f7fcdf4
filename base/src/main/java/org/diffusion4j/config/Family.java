// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The members of an interface that a recipe chooses from by the key {@code kind}, in the order they are declared. */
record Family(Map<String, Class<?>> members) {
    /** Whether a type is chosen by its kind. */
    static boolean is(Class<?> type) {
        return type.isInterface() && (type.isSealed() || type.isAnnotationPresent(Kinds.class));
    }

    /** The members of a sealed or annotated interface. */
    static Family of(Class<?> type) {
        Map<String, Class<?>> members = new LinkedHashMap<>();
        collect(type, members);
        return new Family(members);
    }

    /** The names a recipe may give. */
    Collection<String> names() {
        return members.keySet();
    }

    /** The name of a member. */
    static String nameOf(Class<?> member) {
        Kind kind = member.getAnnotation(Kind.class);
        return kind != null
                ? kind.value()
                : member.getSimpleName()
                        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                        .replaceAll("([A-Z])([A-Z][a-z])", "$1-$2")
                        .toLowerCase(Locale.ROOT);
    }

    private static void collect(Class<?> type, Map<String, Class<?>> members) {
        Kinds kinds = type.getAnnotation(Kinds.class);
        for (Class<?> member : kinds != null ? kinds.value() : type.getPermittedSubclasses()) {
            if (is(member)) {
                collect(member, members);
            } else if (!member.isRecord() || !type.isAssignableFrom(member)) {
                throw new IllegalArgumentException(
                        "%s cannot be chosen for %s: a member is a record that implements it."
                                .formatted(member.getName(), type.getName()));
            } else if (members.put(nameOf(member), member) != null) {
                throw new IllegalArgumentException("%s has two members called '%s': rename one with @Kind."
                        .formatted(type.getName(), nameOf(member)));
            }
        }
    }
}
