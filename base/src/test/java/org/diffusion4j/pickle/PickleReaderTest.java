// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.diffusion4j.error.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PickleReaderTest {
    private static final PickleGlobals NOTHING = PickleGlobals.of("x.pkl", Map.of());

    /** One byte a character, as Python prints pickles. */
    private static ByteBuffer bytes(String latin) {
        return ByteBuffer.wrap(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Object read(String latin) {
        return new PickleReader("x.pkl", NOTHING).read(bytes(latin));
    }

    private static ByteBuffer buffer(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void plainValuesOfProtocolTwoAreRead() {
        // pickle.dumps([None, True, 1.5, (1,), [], 'ü', {1: 2}], 2)
        Object value = read(
                "\u0080\u0002]q\0(N\u0088G?\u00f8\0\0\0\0\0\0K\1\u0085q\1]q\2X\2\0\0\0\u00c3\u00bcq\3}q\4K\1K\2se.");
        assertThat(value).isEqualTo(List.of(PickleNone.NONE, true, 1.5, List.of(1L), List.of(), "ü", Map.of(1L, 2L)));
    }

    @Test
    void wholeNumbersOfEveryLengthAreRead() {
        assertThat(read("J\u00ff\u00ff\u00ff\u00ff.")).isEqualTo(-1L);
        assertThat(read("M\u0000\u00ff.")).isEqualTo(0xff00L);
        assertThat(read("\u008a\0.")).isEqualTo(0L);
        assertThat(read("\u008a\1\u0080.")).isEqualTo(-128L);
        assertThat(read("\u008a\t\0\0\0\0\0\0\0\0@.")).isEqualTo(BigInteger.ONE.shiftLeft(70));
        assertThat(read("\u008b\2\0\0\0\0\1.")).isEqualTo(256L);
    }

    @Test
    void bytesAreBuffersInEveryProtocol() {
        assertThat(read("C\2\u00ff\1.")).isEqualTo(buffer(255, 1));
        assertThat(read("B\2\0\0\0\u00ff\1.")).isEqualTo(buffer(255, 1));
        assertThat(read("\u0096\2\0\0\0\0\0\0\0\u00ff\1.")).isEqualTo(buffer(255, 1));
        assertThat(read("c_codecs\nencode\nX\3\0\0\0\u00c3\u00bf\1X\6\0\0\0latin1\u0086R."))
                .isEqualTo(buffer(255, 1));
        assertThat(read("c__builtin__\nbytes\n)R.")).isEqualTo(buffer());
    }

    @Test
    void textsOfPythonTwoKeepTheirBytes() {
        assertThat(read("U\3a\u00ff\0.")).isEqualTo("aÿ\0");
        assertThat(read("T\1\0\0\0\u0080.")).isEqualTo("\u0080");
    }

    @Test
    void orderedDictsKeepTheirOrderAndLoseTheirAttributes() {
        Object filled = read("ccollections\nOrderedDict\n)R(X\1\0\0\0bK\1X\1\0\0\0aK\2u}X\1\0\0\0vK\3sb.");
        assertThat(filled).isEqualTo(Map.of("b", 1L, "a", 2L));
        assertThat(((Map<?, ?>) filled).keySet().stream().toList()).isEqualTo(List.of("b", "a"));
        Object ofPythonTwo = read("ccollections\nOrderedDict\n]]U\1aaK\1aa\u0085R.");
        assertThat(ofPythonTwo).isEqualTo(Map.of("a", 1L));
    }

    @Test
    void whatWasKeptIsReferredToAsTheSameValue() {
        List<?> value = (List<?>) read("\u0080\4\u0095\7\0\0\0\0\0\0\0]\u0094]\u0094ah\1a.");
        assertThat(value).hasSize(2);
        assertThat(value.get(0)).isSameAs(value.get(1));
    }

    @Test
    void severalPicklesInARowAreReadOneAfterTheOther() {
        ByteBuffer in = bytes("K\1.K\2.rest");
        PickleReader reader = new PickleReader("x.pkl", NOTHING);
        assertThat(List.of(reader.read(in), reader.read(in))).isEqualTo(List.of(1L, 2L));
        assertThat(in.remaining()).isEqualTo(4);
    }

    /** What numpy writes for an array, in protocols 2 to 5, needs four names and one object. */
    private static final class Pixels implements PickleObject {
        private final List<Object> states = new ArrayList<>();

        @Override
        public void accept(Object state) {
            states.add(state);
        }
    }

    @Test
    void theCallerSaysWhatNamesStandFor() {
        Map<String, Object> numpy = Map.of(
                "numpy._core.multiarray._reconstruct", (PickleFunction) arguments -> new Pixels(),
                "numpy.ndarray", "a constant",
                "numpy.dtype", (PickleFunction) arguments -> new Pixels());
        // pickle.dumps(numpy.arange(2, dtype='u1'), 2) without what only Python needs
        String pickled = "cnumpy._core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\u0085C\1b\u0087R"
                + "(K\1K\2\u0085cnumpy\ndtype\nU\2u1\u0089\u0088\u0087R(K\3U\1|NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb"
                + "\u0089C\2\0\1tb.";
        Pixels array = (Pixels) new PickleReader("x.pkl", PickleGlobals.of("x.pkl", numpy)).read(bytes(pickled));
        assertThat(array.states).hasSize(1);
        List<?> state = (List<?>) array.states.get(0);
        assertThat(state.get(1)).isEqualTo(List.of(2L));
        assertThat(state.get(2))
                .isInstanceOfSatisfying(
                        Pixels.class, dtype -> assertThat(dtype.states).hasSize(1));
        assertThat(state.get(4)).isEqualTo(buffer(0, 1));
    }

    @Test
    void everyOtherClassIsRefusedByItsName() {
        assertThatThrownBy(() -> read("cos\nsystem\nX\4\0\0\0true\u0085R."))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "x.pkl holds an object of the class 'os.system', and only plain data are read. Save it in Python as dicts, lists, numbers and texts.");
        assertThatThrownBy(() -> read("\u008c\bbuiltins\u008c\4eval\u0093."))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("the class 'builtins.eval'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
            ``            | it wants 1 bytes more, and 0 are left, at byte 0
            K             | it wants 1 bytes more, and 0 are left, at byte 1
            X!!!!         | it wants 555819297 bytes more, and 0 are left, at byte 5
            \u008d!!!!!!!\u00ff | it wants 18384011580076532001 bytes more
            .             | it uses a value where there is none, at byte 1
            (.            | it uses a value where there is none
            NN.           | it ends with 1 values and 0 open groups left over
            (N.           | it ends with 0 values and 1 open groups left over
            N(.           | it uses a value where there is none
            t.            | it closes a group that it has not opened
            NNa.          | it appends to something else than a list
            )Na.          | it appends to something else than a list
            NNNs.         | it sets an item of something else than a dict
            }(Nu.         | a dict has a key without a value
            }]Ns.         | a dict has a key that is no number and no text of at most 1024 characters
            })Ns.         | a dict has a key that is no number
            NNb.          | it sets attributes of a value that has none
            N)R.          | it calls something that cannot be called
            NQ.           | it refers to an object outside of itself
            hx.           | it refers to a value 120 that it has not kept
            \u0080\u0006N.| it states protocol 6, and the newest known is 5
            NN\u0093.     | a class is named by something else than a text
            \u008aA.      | a whole number has 65 bytes, and at most 64 are read
            U\u00015      | it wants 1 bytes more
            X\u0001\u0000\u0000\u0000\u00ff. | a text is not UTF-8
            iN.           | the instruction 0x69 is unknown, or builds something else than data
            oN.           | the instruction 0x6f is unknown
            \u0082a.      | the instruction 0x82 is unknown
            cx            | a name has no end within 1 bytes
            """)
    void damagedPicklesAreRefusedWithPlaceAndReason(String pickle, String reason) {
        assertThatThrownBy(() -> read(pickle))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("x.pkl holds no Python pickle that can be read: " + reason)
                .hasMessageEndingWith(". Download or save it again.");
    }

    private static void assertRefused(ThrowingCallable code, String reason) {
        assertThatThrownBy(code).isInstanceOf(FormatException.class).hasMessageContaining(reason);
    }

    @Test
    void aSmallPickleCannotMakeManyObjects() {
        PickleReader modest = new PickleReader("x.pkl", NOTHING, id -> id, 1000);
        assertRefused(() -> modest.read(bytes("]".repeat(1001))), "it makes more than 1000 objects");
        assertRefused(() -> modest.read(bytes("(".repeat(1001))), "it makes more than 1000 objects");
        assertRefused(() -> modest.read(bytes("N" + "\u0094".repeat(1001))), "it makes more than 1000 objects");
        // one list of 100 pairs, made into dicts again and again
        String pairs = "]q\0(" + "]K\1aK\2a".repeat(100) + "e";
        assertRefused(
                () -> modest.read(bytes(pairs + "0" + "ccollections\nOrderedDict\nh\0\u0085R0".repeat(9))),
                "it makes more than 1000 objects");
        // one text of 1000 characters, made into bytes again and again
        String text = "X\u00e8\3\0\0" + "a".repeat(1000) + "q\0X\6\0\0\0latin1\u0086q\1c_codecs\nencode\nq\2";
        assertRefused(() -> modest.read(bytes(text + "h\2h\1R".repeat(9))), "it makes more bytes than it has");
    }

    @Test
    void valuesThatHoldThemselvesAndSharedOnesCostNothing() {
        List<?> itself = (List<?>) read("]q\0h\0a.");
        assertThat(itself.get(0)).isSameAs(itself);
        // 2^60 leaves, were anybody to count them
        assertThat(read(")" + "2\u0086".repeat(60) + ".")).isInstanceOf(List.class);
    }
}
