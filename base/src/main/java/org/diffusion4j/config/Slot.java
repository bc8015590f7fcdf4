// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One key of a record: its component, seen as a recipe sees it.
 *
 * @param type the type of the value, without the {@code Optional} around it
 * @param isOptional whether the value may be absent
 */
record Slot(RecordComponent component, Type type, boolean isOptional) {
    /** The keys of a record in the order of its components. */
    static List<Slot> of(Class<?> record) {
        return Arrays.stream(record.getRecordComponents()).map(Slot::of).toList();
    }

    private static Slot of(RecordComponent component) {
        if (component.getType() == Optional.class) {
            return new Slot(component, argument(component.getGenericType()), true);
        }
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return new Slot(component, component.getGenericType(), nullable);
    }

    /** The one type argument of {@code List<T>} or {@code Optional<T>}. */
    static Type argument(Type generic) {
        return ((ParameterizedType) generic).getActualTypeArguments()[0];
    }

    /** The class of a type whose argument does not matter. */
    static Class<?> raw(Type type) {
        return type instanceof ParameterizedType generic ? raw(generic.getRawType()) : (Class<?>) type;
    }

    /** The key as it is written. */
    String name() {
        return component.getName();
    }

    /** What the key is about; empty where nothing is said. */
    String about() {
        Key key = component.getAnnotation(Key.class);
        return key == null ? "" : key.about();
    }

    /** The unit of the value; empty where there is none. */
    String unit() {
        Key key = component.getAnnotation(Key.class);
        return key == null ? "" : key.unit();
    }

    /** The value of a missing key, or null where nothing is declared. */
    @Nullable Node standard(Problems problems) {
        Key key = component.getAnnotation(Key.class);
        return key == null || key.standard().isEmpty()
                ? null
                : NodeParser.parse(key.standard(), Where.STANDARD, problems);
    }

    /** What the record's constructor takes for a value or its absence. */
    @Nullable Object wrap(@Nullable Object value) {
        return component.getType() == Optional.class ? Optional.ofNullable(value) : value;
    }

    /** The value in a record, or null where it is absent. */
    @Nullable Object in(Object record) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true); // recipe records need not be public
            Object value = accessor.invoke(record);
            return value instanceof Optional<?> optional ? optional.orElse(null) : value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
