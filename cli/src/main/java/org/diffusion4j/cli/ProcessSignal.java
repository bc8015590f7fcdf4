// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;

/**
 * A signal of the system, by {@code sun.misc.Signal}. It is part of every JDK and supported, but the compiler warns of
 * its name in a way that cannot be switched off; so it is called by reflection.
 */
final class ProcessSignal {
    private final String name;
    private final Object signal;

    private ProcessSignal(String name, Object signal) {
        this.name = name;
        this.signal = signal;
    }

    /** The signal of this name, such as {@code TERM}; empty where the system or this Java has none. */
    static Optional<ProcessSignal> named(String name) {
        try {
            return Optional.of(new ProcessSignal(
                    name, type("Signal").getConstructor(String.class).newInstance(name)));
        } catch (InvocationTargetException | ClassNotFoundException unknownHere) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a signal could not be named", e);
        }
    }

    /** Its name, such as {@code TERM}. */
    String name() {
        return name;
    }

    /** Its number, such as 15. */
    int number() {
        try {
            return (int) type("Signal").getMethod("getNumber").invoke(signal);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the number of signal %s could not be read".formatted(name), e);
        }
    }

    /** Runs {@code action} on a thread of its own whenever the signal comes; where it is ignored or not ours, nothing changes. */
    void answer(Runnable action) {
        try {
            Class<?> type = type("SignalHandler");
            answerBy(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, values) -> {
                if (method.getDeclaringClass() != Object.class) {
                    action.run();
                }
                return null;
            }));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signal %s could not be answered".formatted(name), e);
        }
    }

    /** From now on the system answers: it ends the process, and nothing of the process runs any more. */
    void answerAsTheSystemDoes() {
        try {
            answerBy(type("SignalHandler").getField("SIG_DFL").get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signal %s could not be given back".formatted(name), e);
        }
    }

    private void answerBy(Object handler) throws ReflectiveOperationException {
        try {
            type("Signal")
                    .getMethod("handle", type("Signal"), type("SignalHandler"))
                    .invoke(null, signal, handler);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof IllegalArgumentException)) { // that one: Java was started without signals
                throw e;
            }
        }
    }

    private static Class<?> type(String simpleName) throws ClassNotFoundException {
        return Class.forName("sun.misc." + simpleName);
    }
}
