// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diffusion4j.diffusers.DiffusersConfig;
import org.diffusion4j.diffusers.SchedulerConfig;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The components of {@link SolverOptions} under the library's keys: {@code solverOrder} is {@code solver_order}. */
final class OptionKeys {
    private static final RecordComponent[] COMPONENTS = SolverOptions.class.getRecordComponents();

    private OptionKeys() {}

    private static String key(RecordComponent component) {
        return DiffusersConfig.key(component.getName());
    }

    static Set<String> all() {
        return Arrays.stream(COMPONENTS).map(OptionKeys::key).collect(Collectors.toCollection(TreeSet::new));
    }

    static String inRecipes(String key) {
        return Pattern.compile("_([a-z0-9])")
                .matcher(key)
                .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    static SolverOptions read(SchedulerConfig file) {
        Object[] values = Arrays.stream(COMPONENTS)
                .map(component -> value(file, key(component), argument(component)))
                .toArray();
        try {
            Class<?>[] types =
                    Arrays.stream(COMPONENTS).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<SolverOptions> constructor = SolverOptions.class.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the options cannot be made", e);
        }
    }

    static ObjectNode write(SolverOptions options) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (RecordComponent component : COMPONENTS) {
            try {
                Optional<?> value = (Optional<?>) component.getAccessor().invoke(options);
                value.ifPresent(given -> put(json, key(component), given));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the option " + component.getName() + " cannot be read", e);
            }
        }
        return json;
    }

    private static Type argument(RecordComponent optional) {
        return ((ParameterizedType) optional.getGenericType()).getActualTypeArguments()[0];
    }

    private static Optional<?> value(SchedulerConfig file, String key, Type type) {
        if (!file.json().hasNonNull(key)) {
            return Optional.empty();
        }
        if (type == Integer.class) {
            return Optional.of(file.whole(key, 0));
        }
        if (type == Double.class) {
            double number = file.number(key, 0);
            return Double.isInfinite(number) ? Optional.empty() : Optional.of(number);
        }
        if (type == Boolean.class) {
            return Optional.of(file.flag(key, false));
        }
        if (type instanceof ParameterizedType) {
            return Optional.of(List.copyOf(file.wholes(key)));
        }
        Map<String, Object> choices = new TreeMap<>();
        for (Object constant : ((Class<?>) type).getEnumConstants()) {
            choices.put(constant.toString().toLowerCase(Locale.ROOT), constant);
        }
        return Optional.of(file.choice(key, "", choices));
    }

    private static void put(ObjectNode json, String key, Object value) {
        if (value instanceof Integer number) {
            json.put(key, number);
        } else if (value instanceof Double number) {
            json.put(key, number);
        } else if (value instanceof Boolean flag) {
            json.put(key, flag);
        } else if (value instanceof List<?> numbers) {
            ArrayNode array = json.putArray(key);
            numbers.forEach(number -> array.add((Integer) number));
        } else {
            json.put(key, value.toString().toLowerCase(Locale.ROOT));
        }
    }
}
