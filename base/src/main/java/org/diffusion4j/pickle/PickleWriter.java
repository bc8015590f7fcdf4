// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a pickle of protocol 2, instruction by instruction: what builds a value comes before what uses it. Nothing is kept
 * for reference, so each value is written where it stands.
 */
public final class PickleWriter {
    private static final int PROTOCOL = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Begins a pickle. */
    public PickleWriter() {
        op(Opcode.PROTO).op(PROTOCOL);
    }

    /** A text. */
    public PickleWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        op(Opcode.BINUNICODE).little(Integer.BYTES, utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    /** A whole number. */
    public PickleWriter integer(long value) {
        if (value == (int) value) {
            return op(Opcode.BININT).little(Integer.BYTES, value);
        }
        return op(Opcode.LONG1).op(Long.BYTES).little(Long.BYTES, value);
    }

    /** A truth value. */
    public PickleWriter bool(boolean value) {
        return op(value ? Opcode.NEWTRUE : Opcode.NEWFALSE);
    }

    /** A class or function, to be called or only mentioned. */
    public PickleWriter global(String module, String name) {
        op(Opcode.GLOBAL);
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Begins a group, which {@link #tuple} or {@link #setItems} ends. */
    public PickleWriter mark() {
        return op(Opcode.MARK);
    }

    /** The values of the group as a tuple. */
    public PickleWriter tuple() {
        return op(Opcode.TUPLE);
    }

    /** A dict without content. */
    public PickleWriter emptyDict() {
        return op(Opcode.EMPTY_DICT);
    }

    /** Puts the keys and values of the group, in turn, into the dict before it. */
    public PickleWriter setItems() {
        return op(Opcode.SETITEMS);
    }

    /** Calls the function before last with the tuple that came last. */
    public PickleWriter call() {
        return op(Opcode.REDUCE);
    }

    /** Makes the last value the name of an object that is stored outside. */
    public PickleWriter persistent() {
        return op(Opcode.BINPERSID);
    }

    /** Ends the pickle, whose value is the last one; returns its bytes. */
    public byte[] finish() {
        op(Opcode.STOP);
        return out.toByteArray();
    }

    private PickleWriter op(int opcode) {
        out.write(opcode);
        return this;
    }

    private PickleWriter little(int byteCount, long value) {
        out.write(
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array(),
                0,
                byteCount);
        return this;
    }
}
