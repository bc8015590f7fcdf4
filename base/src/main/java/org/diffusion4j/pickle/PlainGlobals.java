// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pickle;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plain data that pickles write as a call: ordered dicts always, bytes up to protocol 2. */
final class PlainGlobals implements PickleGlobals {
    private static final String ORDERED_DICT = "collections.OrderedDict";
    private static final String ENCODE = "_codecs.encode";
    private static final String EMPTY_BYTES = "__builtin__.bytes";

    private final PickleGlobals others;
    private final PickleStack stack;
    private long bytesLeft;

    /**
     * @param others where all other names are looked up
     * @param stack what counts the objects that a call makes, as one argument may serve many calls
     * @param inputBytes length of the pickle: what was written as bytes cannot be longer
     */
    PlainGlobals(PickleGlobals others, PickleStack stack, int inputBytes) {
        this.others = others;
        this.stack = stack;
        this.bytesLeft = inputBytes;
    }

    @Override
    public Object find(String name) {
        return switch (name) {
            case ORDERED_DICT -> (PickleFunction) this::orderedDict;
            case ENCODE -> (PickleFunction) this::encode;
            case EMPTY_BYTES -> (PickleFunction) this::noBytes;
            default -> others.find(name);
        };
    }

    /** Called with nothing, or with a list of pairs, as Python 2 saves it. */
    private Object orderedDict(List<?> arguments) {
        Map<Object, Object> dict = new LinkedHashMap<>();
        if (arguments.isEmpty()) {
            return dict;
        }
        if (arguments.size() != 1 || !(arguments.get(0) instanceof List<?> pairs)) {
            throw new PickleFault("an OrderedDict is made from something else than a list of pairs");
        }
        stack.charge(pairs.size());
        for (Object one : pairs) {
            if (!(one instanceof List<?> pair) || pair.size() != 2) {
                throw new PickleFault("an OrderedDict is made from something else than pairs of key and value");
            }
            dict.put(PickleReader.key(pair.get(0)), pair.get(1));
        }
        return dict;
    }

    /** Called with a text of one character a byte. */
    private Object encode(List<?> arguments) {
        if (arguments.size() != 2
                || !(arguments.get(0) instanceof String text)
                || !(arguments.get(1) instanceof String charset)
                || !charset.matches("latin-?1")) {
            throw new PickleFault("bytes are written in a form that Python does not write");
        }
        bytesLeft -= text.length();
        if (bytesLeft < 0) {
            throw new PickleFault("it makes more bytes than it has");
        }
        try {
            return StandardCharsets.ISO_8859_1
                    .newEncoder()
                    .encode(CharBuffer.wrap(text))
                    .asReadOnlyBuffer();
        } catch (CharacterCodingException e) {
            throw new PickleFault("bytes are written as a text with characters above 255");
        }
    }

    private Object noBytes(List<?> arguments) {
        if (!arguments.isEmpty()) {
            throw new PickleFault("bytes are written in a form that Python does not write");
        }
        return ByteBuffer.allocate(0).asReadOnlyBuffer();
    }
}
