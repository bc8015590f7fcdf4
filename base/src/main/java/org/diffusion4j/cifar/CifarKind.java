// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cifar;

import java.util.List;
import java.util.stream.IntStream;

/** The two sets of Krizhevsky 2009: pictures of 32 x 32 pixels in colour. */
public enum CifarKind {
    /** Ten classes; a record is a label and the picture. */
    CIFAR10("cifar-10-batches-bin", "cifar-10-batches-py", "cifar-10-") {
        @Override
        List<String> files(boolean isTraining) {
            return isTraining
                    ? IntStream.rangeClosed(1, 5)
                            .mapToObj("data_batch_%d"::formatted)
                            .toList()
                    : List.of("test_batch");
        }

        @Override
        List<String> nameFiles() {
            return List.of("batches.meta.txt");
        }

        @Override
        String metaFile() {
            return "batches.meta";
        }

        @Override
        List<String> nameKeys() {
            return List.of("label_names");
        }

        @Override
        List<String> labelKeys() {
            return List.of("labels");
        }

        @Override
        public int classes(int label) {
            return 10;
        }

        @Override
        List<String> standardNames(int label) {
            return List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
        }
    },
    /** Twenty superclasses of five classes each; a record is both labels, the coarse one first, and the picture. */
    CIFAR100("cifar-100-binary", "cifar-100-python", "cifar-100-") {
        @Override
        List<String> files(boolean isTraining) {
            return List.of(isTraining ? "train" : "test");
        }

        @Override
        List<String> nameFiles() {
            return List.of("coarse_label_names.txt", "fine_label_names.txt");
        }

        @Override
        String metaFile() {
            return "meta";
        }

        @Override
        List<String> nameKeys() {
            return List.of("coarse_label_names", "fine_label_names");
        }

        @Override
        List<String> labelKeys() {
            return List.of("coarse_labels", "fine_labels");
        }

        @Override
        public int classes(int label) {
            return label == 0 ? 20 : 100;
        }

        @Override
        List<String> standardNames(int label) {
            return IntStream.range(0, classes(label))
                    .mapToObj("class %d"::formatted)
                    .toList();
        }
    };

    /** Width and height of every picture. */
    public static final int SIDE = 32;

    /** Bytes of a picture: the red plane, the green one, the blue one. */
    public static final int PICTURE_BYTES = 3 * SIDE * SIDE;

    /** What the names of files in the binary version end with; those of the Python version have no ending. */
    static final String BINARY = ".bin";

    private final String binaryFolder;
    private final String pythonFolder;
    private final String archivePrefix;

    CifarKind(String binaryFolder, String pythonFolder, String archivePrefix) {
        this.binaryFolder = binaryFolder;
        this.pythonFolder = pythonFolder;
        this.archivePrefix = archivePrefix;
    }

    /** The folders that the archives of the set unpack to: that of the binary version, that of the Python version. */
    List<String> folders() {
        return List.of(binaryFolder, pythonFolder);
    }

    /** The names under which the archives are known, in the same order. */
    public List<String> archives() {
        return List.of(archivePrefix + "binary.tar.gz", archivePrefix + "python.tar.gz");
    }

    /** The files of a part, in their order, without {@link #BINARY}. */
    abstract List<String> files(boolean isTraining);

    /** For each label of a record the file of the binary version with the names of its classes. */
    abstract List<String> nameFiles();

    /** The file of the Python version with the names of all classes. */
    abstract String metaFile();

    /** For each label the key of its names there. */
    abstract List<String> nameKeys();

    /** For each label its key in a file of the Python version. */
    abstract List<String> labelKeys();

    /** Labels in front of a picture, one byte each: 1 or 2, the finest last. */
    public int labels() {
        return nameFiles().size();
    }

    /** How many classes label number {@code label} of a record counts. */
    public abstract int classes(int label);

    /** Names of the classes where no file says them. */
    abstract List<String> standardNames(int label);

    int recordBytes() {
        return labels() + PICTURE_BYTES;
    }
}
