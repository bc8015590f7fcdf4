// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.util.List;
import java.util.stream.IntStream;

/** The two sets of Krizhevsky 2009: pictures of 32 x 32 pixels in colour, as their binary versions have them. */
public enum CifarKind {
    /** Ten classes; a record is a label and the picture. */
    CIFAR10("cifar-10-batches-bin", "cifar-10-binary.tar.gz", "test_batch.bin") {
        @Override
        List<String> trainFiles() {
            return IntStream.rangeClosed(1, 5)
                    .mapToObj("data_batch_%d.bin"::formatted)
                    .toList();
        }

        @Override
        List<String> nameFiles() {
            return List.of("batches.meta.txt");
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
    CIFAR100("cifar-100-binary", "cifar-100-binary.tar.gz", "test.bin") {
        @Override
        List<String> trainFiles() {
            return List.of("train.bin");
        }

        @Override
        List<String> nameFiles() {
            return List.of("coarse_label_names.txt", "fine_label_names.txt");
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

    private final String folder;
    private final String archive;
    private final String testFile;

    CifarKind(String folder, String archive, String testFile) {
        this.folder = folder;
        this.archive = archive;
        this.testFile = testFile;
    }

    /** The folder that the archive of the set unpacks to. */
    String folder() {
        return folder;
    }

    /** The name under which the archive of the set is known. */
    String archive() {
        return archive;
    }

    /** The files of a part, in their order. */
    List<String> files(boolean isTraining) {
        return isTraining ? trainFiles() : List.of(testFile);
    }

    abstract List<String> trainFiles();

    /** For each label of a record the file with the names of its classes. */
    abstract List<String> nameFiles();

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
