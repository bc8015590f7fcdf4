// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffusion4j.error.ConfigException;
import org.jspecify.annotations.Nullable;

/** Calls the constructor of a record, which checks the values. */
final class Construction {
    private Construction() {}

    /** The record of these components; what its constructor throws comes through as it is. */
    static Object of(Class<?> type, List<@Nullable Object> components) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true); // recipe records need not be public
            return constructor.newInstance(components.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("the constructor of " + type.getName() + " failed", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    /** The component that the message of a {@link ConfigException} names first, or the empty text. */
    static String keyNamedIn(String message, Class<?> type) {
        String first = "";
        int at = message.length();
        for (RecordComponent component : type.getRecordComponents()) {
            Matcher word = Pattern.compile("\\b" + component.getName() + "\\b").matcher(message);
            if (word.find() && word.start() < at) {
                first = component.getName();
                at = word.start();
            }
        }
        return first;
    }
}
