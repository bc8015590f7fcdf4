// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pickle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values a pickle is working on, the marks between them, and those it will refer to again. */
final class PickleStack {
    private final int maxObjects;
    private final List<Object> values = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();
    private long made;

    PickleStack(int maxObjects) {
        this.maxObjects = maxObjects;
    }

    void push(Object value) {
        charge(1);
        values.add(value);
    }

    Object pop() {
        requireValue();
        return values.remove(values.size() - 1);
    }

    Object peek() {
        requireValue();
        return values.get(values.size() - 1);
    }

    void mark() {
        charge(1);
        marks.add(values.size());
    }

    /** Takes the topmost mark off and all values above it, in their order. */
    List<Object> popToMark() {
        if (marks.isEmpty()) {
            throw new PickleFault("it closes a group that it has not opened");
        }
        List<Object> above = values.subList(marks.remove(marks.size() - 1), values.size());
        List<Object> taken = new ArrayList<>(above);
        above.clear();
        return taken;
    }

    /** What is left at the end: one value, and no open group. */
    Object result() {
        Object result = pop();
        if (!values.isEmpty() || !marks.isEmpty()) {
            throw new PickleFault(
                    "it ends with %d values and %d open groups left over".formatted(values.size(), marks.size()));
        }
        return result;
    }

    void remember(long index) {
        charge(1);
        memo.put(index, peek());
    }

    void rememberNext() {
        remember(memo.size());
    }

    Object recall(long index) {
        Object value = memo.get(index);
        if (value == null) {
            throw new PickleFault("it refers to a value %d that it has not kept".formatted(index));
        }
        return value;
    }

    /** Counts memory, one object being some ten bytes to a hundred, so that a small file cannot fill the heap. */
    void charge(int objects) {
        made += objects;
        if (made > maxObjects) {
            throw new PickleFault("it makes more than %d objects".formatted(maxObjects));
        }
    }

    private void requireValue() {
        int floor = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        if (values.size() <= floor) {
            throw new PickleFault("it uses a value where there is none");
        }
    }
}
