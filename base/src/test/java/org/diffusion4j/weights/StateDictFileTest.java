// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StateDictFileTest {
    private static final JsonNode EXPECTED = JsonMapper.shared().readTree(TorchFiles.bytes("expected.json"));

    @TempDir
    private Path folder;

    private static StateDictFile read(String name) {
        return StateDictFile.of(name, ByteBuffer.wrap(TorchFiles.bytes(name)));
    }

    private Path onDisk(String name) throws IOException {
        return Files.write(folder.resolve(name), TorchFiles.bytes(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kinds.pth",
                "kinds-old.pth",
                "kinds-protocol4.pth",
                "newer.pth",
                "module-state.pth",
                "checkpoint.pth"
            })
    void everyTensorReadsAsPythonWroteIt(String name) throws IOException {
        JsonNode want = EXPECTED.get(name);
        try (StateDictFile file = StateDictFile.open(onDisk(name))) {
            assertThat(List.copyOf(file.arrays().keySet())).isEqualTo(List.copyOf(want.propertyNames()));
            for (Map.Entry<String, JsonNode> entry : want.properties()) {
                NamedArray array = file.array(entry.getKey());
                JsonNode tensor = entry.getValue();
                assertThat(TorchNames.DTYPES.get(array.dtype()))
                        .isEqualTo(tensor.get("dtype").asString());
                assertThat(array.shape())
                        .isEqualTo(tensor.get("shape")
                                .valueStream()
                                .map(JsonNode::asLong)
                                .toList());
                List<Double> values = tensor.get("values")
                        .valueStream()
                        .map(JsonNode::asDouble)
                        .toList();
                assertThat(TorchFiles.values(array.dtype(), file.bytes(entry.getKey())))
                        .as(entry.getKey())
                        .isEqualTo(values);
                assertThat(TorchFiles.values(array.dtype(), array.toBuffer()))
                        .as("%s, written", entry.getKey())
                        .isEqualTo(values);
            }
        }
    }

    @Test
    void buffersOfContiguousTensorsShowTheFile() throws IOException {
        try (StateDictFile file = StateDictFile.open(onDisk("kinds.pth"))) {
            assertThat(file.bytes("tail").isDirect()).isTrue();
            assertThat(file.bytes("tail").isReadOnly()).isTrue();
            assertThat(file.bytes("transposed").isDirect()).isFalse();
        }
    }

    @Test
    void tensorsOfACheckpointAreFoundUnderItsKey() {
        StateDictFile file = read("checkpoint.pth");
        assertThat(file.key()).contains("state_dict");
        assertThat(file.leftOut()).isEqualTo(List.of("optimizer"));
        assertThat(file.metadata()).isEqualTo(Map.of("epoch", "3", "loss", "0.5", "note", "zwölf"));
        assertThat(file.description())
                .isEqualTo("PyTorch state dict, tensors under the key 'state_dict' (left out: 'optimizer')");
    }

    @Test
    void whereThereAreSeveralDictsOfTensorsTheCallerChooses() throws IOException {
        Path path = onDisk("two.pth");
        assertThatThrownBy(() -> StateDictFile.open(path))
                .isInstanceOf(ConfigException.class)
                .hasMessage(path
                        + " holds tensors under 2 keys: 'generator', 'discriminator'. Choose one of them with --key.");
        assertThatThrownBy(() -> StateDictFile.open(path, Optional.of("critic")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        path
                                + " holds no tensors under the key 'critic'. It has tensors under: 'generator', 'discriminator'.");
        try (StateDictFile file = StateDictFile.open(path, Optional.of("generator"))) {
            assertThat(file.leftOut()).isEqualTo(List.of("discriminator"));
            assertThat(file.bytes("w").getFloat()).isEqualTo(1);
        }
    }

    @Test
    void aKeyIsRefusedWhereTensorsAreAtTheTop() throws IOException {
        Path path = onDisk("module-state.pth");
        assertThatThrownBy(() -> StateDictFile.open(path, Optional.of("model")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(path
                        + " holds no tensors under the key 'model'. It has tensors under: no key, leave --key out.");
    }

    @Test
    void wholeModulesAreAnsweredWithTheirConversion() {
        assertThatThrownBy(() -> read("bad-module.pth"))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "bad-module.pth holds an object of the class 'torch.nn.modules.container.Sequential', and only tensors in dicts, lists and tuples are read. If it is a whole module that you trust, save its weights in Python with torch.save(torch.load('bad-module.pth', weights_only=False).state_dict(), 'weights.pth') and give that file.");
        assertThatThrownBy(() -> read("bad-namespace.pth"))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(
                        "bad-namespace.pth holds an object of the class 'argparse.Namespace', and only");
    }

    @Test
    void programsOfTorchScriptAreAnsweredWithTheirConversion() {
        byte[] script = new PickledZip("c__torch__\nNet\n)\u0081.").bytes();
        assertThatThrownBy(() -> StateDictFile.of("script.pt", ByteBuffer.wrap(script)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("the class '__torch__.Net'")
                .hasMessageContaining("torch.save(torch.jit.load('script.pt').state_dict(), 'weights.pth')");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bad-tensor          | holds one tensor without a name, and a dict of tensors is expected. Save model.state_dict() in Python and give that file.
            bad-no-tensors      | holds a dict without tensors (keys: 'epoch'). Save model.state_dict() in Python and give that file.
            bad-compressed      | is not a valid file of PyTorch: its part 'archive/data.pkl' is compressed, and PyTorch compresses nothing. Download or save it again.
            bad-big-endian      | was written on a big-endian machine, and only little-endian content is read. Load it in Python and save it again with torch.save on another machine.
            bad-missing-storage | is not a valid file of PyTorch: its part 'archive/data/0' is missing. Download or save it again.
            """)
    void badFilesAreRefusedWithTheReason(String name, String reason) {
        assertThatThrownBy(() -> read(name + ".pth"))
                .isInstanceOf(FormatException.class)
                .hasMessage(name + ".pth " + reason);
    }

    @Test
    void checksumsAreComparedWhereTheWriterMadeSome() {
        assertThat(read("no-checksums.pth").bytes("w").getFloat()).isEqualTo(1);
        byte[] file = TorchFiles.bytes("kinds.pth");
        StateDictFile whole = StateDictFile.of("kinds.pth", ByteBuffer.wrap(file.clone()));
        int begin = TorchFiles.indexOf(file, whole.bytes("f32"));
        file[begin + 5] ^= 1;
        StateDictFile damaged = StateDictFile.of("kinds.pth", ByteBuffer.wrap(file));
        assertThatThrownBy(() -> damaged.bytes("f32"))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "kinds.pth is not a valid file of PyTorch: the checksum of its part 'kinds/data/0' differs. Download or save it again.");
        assertThatThrownBy(() -> damaged.array("transposed").toBuffer()).isInstanceOf(FormatException.class);
        assertThat(damaged.bytes("i32").getInt()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            (2)  | (1)  | 3           | a tensor of sizes [2], strides [1] and offset 3 leaves its storage of 16 bytes of F32. Save it again.
            (5)  | (1)  | 0           | leaves its storage
            (2,2)| (3,1)| 0           | leaves its storage
            (2)  | ()   | 0           | leaves its storage
            (-1) | (1)  | 0           | shape [-1] has the negative size -1
            (2)  | (-1) | 1           | leaves its storage
            (1)  | (1)  | -1          | leaves its storage
            (0)  | (1)  | 99          | read
            (3)  | (9223372036854775807) | 0 | leaves its storage
            (4611686018427387904,4)  | (0,0) | 0 | is larger than 2^63 bits
            (9999999) | (0) | 0       | its tensors repeat their elements up to 39999996 bytes, and the whole file has
            (99999)   | (0) | 0       | read
            """)
    void tensorsMustLieInTheirStorageAndNotGrowOutOfIt(String sizes, String strides, long offset, String result) {
        byte[] bytes = new PickledZip("}X\1\0\0\0w" + PickledZip.tensor(offset, sizes, strides) + "s.")
                .with("data/0", new byte[16])
                .bytes();
        if (result.equals("read")) {
            StateDictFile file = StateDictFile.of("x.pth", ByteBuffer.wrap(bytes));
            assertThat(file.bytes("w").remaining()).isEqualTo(file.array("w").bufferBytes());
        } else {
            assertThatThrownBy(() -> StateDictFile.of("x.pth", ByteBuffer.wrap(bytes)))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining(result);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `(U\u0007storagectorch\\nFloatStorage\\nU\u00010U\u0003cpuK\u0005tQ` | the storage '0' has 16 bytes, and its tensors need 20
            `(U\u0007storagectorch\\nFloatStorage\\nU\u00011U\u0003cpuK\u0004tQ` | its part 'x/data/1' is missing
            `(U\u0007storagectorch\\nFloatStorage\\nU\u00010U\u0003cpuJ\u00ff\u00ff\u00ff\u00fftQ` | the storage '0' has no possible size
            `(U\u0007storageK\u0001U\u00010U\u0003cpuK\u0004tQ` | it refers to something else than the content of a tensor
            `K\u0001Q` | it refers to something else than the content of a tensor
            `(U\u0007storagectorch\\nFloatStorage\\nU\u00010U\u0003cpuK\u0004U\u0004viewtQ` | it stores views in a form that PyTorch gave up in 2018
            `ctorch\\nSize\\n(NtR` | a tensor has no list of at most 64 sizes
            `ctorch\\nSize\\n((U\u0001xttR` | a tensor has a size that is no whole number
            `ctorch._utils\\n_rebuild_tensor_v2\\n)R` | a tensor is described by 0 values only
            `ctorch._utils\\n_rebuild_tensor_v2\\n(NtR` | a tensor has no storage
            `ctorch._utils\\n_rebuild_parameter\\n(NtR` | a parameter has no tensor
            """)
    void whateverElseAPickleSaysOfTensorsIsChecked(String value, String reason) {
        String pickle = "(" + value.replace("\\n", "\n") + "l.";
        byte[] bytes = new PickledZip(pickle).with("data/0", new byte[16]).bytes();
        assertThatThrownBy(() -> StateDictFile.of("x.pth", ByteBuffer.wrap(bytes)))
                .isInstanceOf(FormatException.class)
                .hasMessage("x.pth is not a valid file of PyTorch: %s. Download or save it again.".formatted(reason));
    }

    @Test
    void filesOfTheOldFormAreReadToTheirLastByteAndNoFurther() {
        byte[] file = TorchFiles.bytes("kinds-old.pth");
        for (int length = 2; length < file.length; length += 7) {
            ByteBuffer cut = ByteBuffer.wrap(file, 0, length);
            assertThatThrownBy(() -> StateDictFile.of("cut.pth", cut))
                    .as("%d bytes", length)
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith("cut.pth ");
        }
    }

    @Test
    void archivesAreReadToTheirLastByteAndNoFurther() {
        byte[] file = TorchFiles.bytes("kinds.pth");
        for (int length = 0; length < file.length; length += 7) {
            ByteBuffer cut = ByteBuffer.wrap(file, 0, length);
            assertThatThrownBy(() -> StateDictFile.of("cut.pth", cut))
                    .as("%d bytes", length)
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith("cut.pth ");
        }
    }

    @Test
    void picklesThatTorchDidNotSaveAreRefused() {
        assertThatThrownBy(() -> StateDictFile.of("x.pkl", ByteBuffer.wrap(new byte[] {(byte) 0x80, 2, 'N', '.'})))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "x.pkl is not a valid file of PyTorch: it is a pickle, but none that torch.save wrote. Download or save it again.");
    }

    @Test
    void tensorsAndFilesThatAreNotThereAreAnsweredWithWhatIs() {
        assertThatThrownBy(() -> read("module-state.pth").bytes("0.wieght"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "module-state.pth has no tensor '0.wieght'. It has 7 tensors: 0.weight, 0.bias, 1.weight, 1.bias, 1.running_mean, ….");
        Path missing = folder.resolve("missing.pth");
        assertThatThrownBy(() -> StateDictFile.open(missing))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        missing
                                + " cannot be read (no such file or folder). Give the path of a readable .pth, .pt or .bin file.");
    }

    @Test
    void largeTensorsThatAreNotContiguousAreGathered() throws IOException {
        int side = 1500;
        ByteBuffer storage = ByteBuffer.allocate(side * side * Float.BYTES).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < side * side; i++) {
            storage.putFloat(i);
        }
        byte[] bytes = new PickledZip("}X\1\0\0\0w"
                        + PickledZip.tensor(
                                0, (long) side * side, "(%1$d,%1$d)".formatted(side), "(1,%d)".formatted(side))
                        + "s.")
                .with("data/0", storage.array())
                .bytes();
        List<Double> values = TorchFiles.values(
                DType.F32, StateDictFile.of("x.pth", ByteBuffer.wrap(bytes)).bytes("w"));
        List<Double> want = new ArrayList<>();
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                want.add((double) (column * side + row));
            }
        }
        assertThat(values.equals(want)).isTrue();
    }
}
