// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.diffusion4j.error.FormatException;

/**
 * Reads pickles of Python (protocols 2 to 5, and of the older ones what Python 2 mixes in) as data. A pickle is a
 * program for a small stack machine; this machine knows only the instructions that build data, and the only names it
 * looks up are those that {@link PickleGlobals} allows, so nothing is ever imported or executed.
 *
 * <table>
 * <caption>What Python's values become</caption>
 * <tr><td>{@code None}, {@code bool}, {@code float}</td><td>{@link PickleNone}, {@link Boolean}, {@link Double}</td></tr>
 * <tr><td>{@code int}</td><td>{@link Long}, beyond its range {@link BigInteger}</td></tr>
 * <tr><td>{@code str}</td><td>{@link String}; that of Python 2 with one character from 0 to 255 a byte</td></tr>
 * <tr><td>{@code bytes}, {@code bytearray}</td><td>read-only {@link ByteBuffer}, from position to limit</td></tr>
 * <tr><td>{@code list}, {@code tuple}</td><td>{@link List}, that of a tuple unmodifiable</td></tr>
 * <tr><td>{@code dict}, {@code OrderedDict}</td><td>{@link Map} in the order of the pickle</td></tr>
 * </table>
 *
 * <p>Time and memory are bounded by the length of the input and {@code maxObjects}. Still, one list may stand in many
 * places and even in itself: whoever walks through a result needs a bound of depth, and must not call {@code toString}
 * or {@code hashCode} of a container.
 *
 * <p>Source: the module {@code pickletools} of Python documents every instruction.
 */
public final class PickleReader {
    /** Enough for every file of weights; as much as some 300 MB of heap in the worst case. */
    public static final int USUAL_MAX_OBJECTS = 4_000_000;

    private static final int NEWEST_PROTOCOL = 5;
    private static final int MAX_KEY_LENGTH = 1024;

    private final String file;
    private final PickleGlobals globals;
    private final UnaryOperator<Object> persistent;
    private final int maxObjects;

    /**
     * @param file how messages call the input
     * @param globals names that a pickle may use, beside those of plain data
     * @param persistent what stands for an object that is stored outside of the pickle, by what the pickle says of it
     * @param maxObjects values that a pickle may make or refer to
     */
    public PickleReader(String file, PickleGlobals globals, UnaryOperator<Object> persistent, int maxObjects) {
        this.file = file;
        this.globals = globals;
        this.persistent = persistent;
        this.maxObjects = maxObjects;
    }

    /** A reader of pickles that stand for themselves: there is nothing outside that they could refer to. */
    public PickleReader(String file, PickleGlobals globals) {
        this(
                file,
                globals,
                id -> {
                    throw new PickleFault("it refers to an object outside of itself");
                },
                USUAL_MAX_OBJECTS);
    }

    /**
     * The value of the pickle that begins at the position of {@code in}; the position moves behind it.
     *
     * @throws FormatException if the pickle is damaged, or uses what is not allowed
     */
    public Object read(ByteBuffer in) {
        PickleInput input = new PickleInput(in);
        try {
            Object value = new Run(input).run();
            in.position(input.position());
            return value;
        } catch (PickleFault e) {
            throw new FormatException(
                    "%s holds no Python pickle that can be read: %s, at byte %d. Download or save it again."
                            .formatted(file, e.getMessage(), input.position()),
                    e);
        }
    }

    /** A key as dicts may have it: short and without content that could be deep, so that finding it is quick. */
    static Object key(Object key) {
        boolean isShort = key instanceof String text
                ? text.length() <= MAX_KEY_LENGTH
                : key instanceof ByteBuffer bytes
                        ? bytes.remaining() <= MAX_KEY_LENGTH
                        : key instanceof Number || key instanceof Boolean || key instanceof PickleNone;
        if (!isShort) {
            throw new PickleFault("a dict has a key that is no number and no text of at most %d characters"
                    .formatted(MAX_KEY_LENGTH));
        }
        return key;
    }

    /** One pickle. */
    private final class Run {
        private final PickleInput in;
        private final PickleStack stack = new PickleStack(maxObjects);
        private final PickleGlobals known;

        Run(PickleInput in) {
            this.in = in;
            known = new PlainGlobals(globals, stack, in.remaining());
        }

        Object run() {
            while (true) {
                int opcode = in.unsignedByte();
                if (opcode == Opcode.STOP) {
                    return stack.result();
                }
                step(opcode);
            }
        }

        private void step(int opcode) {
            switch (opcode) {
                case Opcode.PROTO -> requireProtocol(in.unsignedByte());
                case Opcode.FRAME -> in.signedLong(); // a frame's length, of use to readers of streams only
                case Opcode.MARK -> stack.mark();
                case Opcode.POP -> stack.pop();
                case Opcode.POP_MARK -> stack.popToMark();
                case Opcode.DUP -> stack.push(stack.peek());
                case Opcode.NONE -> stack.push(PickleNone.NONE);
                case Opcode.NEWTRUE -> stack.push(true);
                case Opcode.NEWFALSE -> stack.push(false);
                case Opcode.BININT1 -> stack.push((long) in.unsignedByte());
                case Opcode.BININT2 -> stack.push((long) in.unsignedShort());
                case Opcode.BININT -> stack.push(in.signedInt());
                case Opcode.LONG1 -> stack.push(in.number(in.unsignedByte()));
                case Opcode.LONG4 -> stack.push(in.number(in.unsignedInt()));
                case Opcode.BINFLOAT -> stack.push(in.bigEndianDouble());
                case Opcode.SHORT_BINSTRING -> text(in.unsignedByte(), StandardCharsets.ISO_8859_1);
                case Opcode.BINSTRING -> text(in.unsignedInt(), StandardCharsets.ISO_8859_1);
                case Opcode.SHORT_BINUNICODE -> text(in.unsignedByte(), StandardCharsets.UTF_8);
                case Opcode.BINUNICODE -> text(in.unsignedInt(), StandardCharsets.UTF_8);
                case Opcode.BINUNICODE8 -> text(in.signedLong(), StandardCharsets.UTF_8);
                case Opcode.SHORT_BINBYTES -> stack.push(in.slice(in.unsignedByte()));
                case Opcode.BINBYTES -> stack.push(in.slice(in.unsignedInt()));
                case Opcode.BINBYTES8, Opcode.BYTEARRAY8 -> stack.push(in.slice(in.signedLong()));
                case Opcode.EMPTY_LIST -> stack.push(new ArrayList<>());
                case Opcode.LIST -> stack.push(stack.popToMark());
                case Opcode.APPEND -> append(List.of(stack.pop()));
                case Opcode.APPENDS -> append(stack.popToMark());
                case Opcode.EMPTY_TUPLE -> stack.push(List.of());
                case Opcode.TUPLE -> stack.push(Collections.unmodifiableList(stack.popToMark()));
                case Opcode.TUPLE1 -> tuple(1);
                case Opcode.TUPLE2 -> tuple(2);
                case Opcode.TUPLE3 -> tuple(3);
                case Opcode.EMPTY_DICT -> stack.push(new LinkedHashMap<>());
                case Opcode.DICT -> {
                    List<Object> items = stack.popToMark();
                    stack.push(new LinkedHashMap<>());
                    put(items);
                }
                case Opcode.SETITEM -> {
                    Object value = stack.pop();
                    put(List.of(stack.pop(), value));
                }
                case Opcode.SETITEMS -> put(stack.popToMark());
                case Opcode.BINPUT -> stack.remember(in.unsignedByte());
                case Opcode.LONG_BINPUT -> stack.remember(in.unsignedInt());
                case Opcode.MEMOIZE -> stack.rememberNext();
                case Opcode.BINGET -> stack.push(stack.recall(in.unsignedByte()));
                case Opcode.LONG_BINGET -> stack.push(stack.recall(in.unsignedInt()));
                case Opcode.GLOBAL -> stack.push(known.find(in.line() + "." + in.line()));
                case Opcode.STACK_GLOBAL -> {
                    Object name = stack.pop();
                    stack.push(known.find(text(stack.pop()) + "." + text(name)));
                }
                case Opcode.REDUCE, Opcode.NEWOBJ -> call();
                case Opcode.BUILD -> build(stack.pop());
                case Opcode.BINPERSID -> stack.push(persistent.apply(stack.pop()));
                default ->
                    throw new PickleFault(
                            "the instruction 0x%02x is unknown, or builds something else than data".formatted(opcode));
            }
        }

        private void requireProtocol(int protocol) {
            if (protocol > NEWEST_PROTOCOL) {
                throw new PickleFault(
                        "it states protocol %d, and the newest known is %d".formatted(protocol, NEWEST_PROTOCOL));
            }
        }

        private void text(long byteCount, Charset charset) {
            stack.push(in.text(byteCount, charset));
        }

        private String text(Object name) {
            if (name instanceof String text) {
                return text;
            }
            throw new PickleFault("a class is named by something else than a text");
        }

        private void tuple(int size) {
            Object[] items = new Object[size];
            for (int i = size - 1; i >= 0; i--) {
                items[i] = stack.pop();
            }
            stack.push(List.of(items));
        }

        private void append(List<Object> items) {
            // A tuple is a list of another class; what a caller's function made may be any list.
            if (!(stack.peek() instanceof ArrayList<?> list)) {
                throw new PickleFault("it appends to something else than a list");
            }
            @SuppressWarnings("unchecked") // lists of this class are made here, and hold anything
            List<Object> target = (List<Object>) list;
            target.addAll(items);
        }

        private void put(List<Object> items) {
            if (!(stack.peek() instanceof LinkedHashMap<?, ?> dict)) {
                throw new PickleFault("it sets an item of something else than a dict");
            }
            if (items.size() % 2 != 0) {
                throw new PickleFault("a dict has a key without a value");
            }
            @SuppressWarnings("unchecked") // maps of this class are made here, and hold anything
            Map<Object, Object> target = (Map<Object, Object>) dict;
            for (int i = 0; i < items.size(); i += 2) {
                target.put(key(items.get(i)), items.get(i + 1));
            }
        }

        private void call() {
            Object arguments = stack.pop();
            if (!(stack.pop() instanceof PickleFunction function) || !(arguments instanceof List<?> list)) {
                throw new PickleFault("it calls something that cannot be called");
            }
            stack.push(function.call(list));
        }

        /** Attributes of an ordered dict, such as versions of modules, are no content and therefore dropped. */
        private void build(Object state) {
            if (stack.peek() instanceof PickleObject object) {
                object.accept(state);
            } else if (!(stack.peek() instanceof Map)) {
                throw new PickleFault("it sets attributes of a value that has none");
            }
        }
    }
}
