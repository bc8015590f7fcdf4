// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.zip.Checksum;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.image.PictureFolder;
import org.diffusion4j.image.PictureReader;
import org.diffusion4j.image.Skipped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picture files that are read whenever they are needed. */
final class FilePictures implements BytePictures {
    private static final Logger LOG = LoggerFactory.getLogger(FilePictures.class);

    private final List<PictureFolder.Entry> files;
    private final Shaping shaping;

    private FilePictures(List<PictureFolder.Entry> files, Shaping shaping) {
        this.files = files;
        this.shaping = shaping;
    }

    /**
     * The pictures of a folder.
     *
     * @param keep whether they are read now and kept: then what is damaged is left out, and otherwise it ends the
     *     training when its turn comes
     */
    static PictureSet open(Path path, Shaping shaping, boolean keep) {
        PictureFolder folder = PictureFolder.scan(path);
        FilePictures all = new FilePictures(folder.entries(), shaping);
        if (!keep) {
            return PictureSet.of(all, all.labels(folder), folder.skipped());
        }
        Map<Integer, Skipped> damaged = new ConcurrentHashMap<>();
        HeapPictures kept = HeapPictures.of(
                all.size(), all.channels(), all.height(), all.width(), item -> all.readOrSkip(item, folder, damaged));
        List<Skipped> skipped = new ArrayList<>(folder.skipped());
        damaged.keySet().stream().sorted().map(damaged::get).forEach(skipped::add);
        if (damaged.size() == all.size()) {
            throw new FormatException("none of the %d pictures in '%s' can be used; the first: %s"
                    .formatted(all.size(), path, damaged.get(0)));
        }
        if (!damaged.isEmpty()) {
            LOG.warn(
                    "{} of {} pictures in {} were left out; 'd4j data info' lists them.",
                    damaged.size(),
                    all.size(),
                    path);
        }
        int[] whole = IntStream.range(0, all.size())
                .filter(item -> !damaged.containsKey(item))
                .toArray();
        PictureSet set = PictureSet.of(kept, all.labels(folder), skipped);
        return damaged.isEmpty() ? set : set.only(whole);
    }

    private Picture readOrSkip(int item, PictureFolder folder, Map<Integer, Skipped> damaged) {
        try {
            return picture(item);
        } catch (FormatException | ShapeException | StorageException e) {
            String name = folder.root().relativize(files.get(item).file()).toString();
            damaged.put(item, new Skipped(name, reason(e)));
            return Picture.of(width(), height(), channels(), new byte[elements()]); // never seen: the item is left out
        }
    }

    private static String reason(DiffusionException e) {
        return String.valueOf(e.getMessage());
    }

    private ItemLabels labels(PictureFolder folder) {
        return folder.classes().isEmpty()
                ? ItemLabels.NONE
                : new ItemLabels(
                        folder.classes(),
                        files.stream().mapToInt(PictureFolder.Entry::label).toArray());
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public int channels() {
        return shaping.color().channels();
    }

    @Override
    public int height() {
        return shaping.height();
    }

    @Override
    public int width() {
        return shaping.width();
    }

    @Override
    public PixelLayout layout() {
        return PixelLayout.HWC;
    }

    @Override
    public Picture picture(int item) {
        return shaping.of(PictureReader.STANDARD.read(files.get(item).file()));
    }

    @Override
    public byte[] bytes(int item) {
        return picture(item).samples();
    }

    /** The file as it is: unpacking all of them for a hash would take as long as an epoch. */
    @Override
    public void addTo(Checksum sum, int item) {
        Path file = files.get(item).file();
        try {
            sum.update(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new StorageException(
                    "'%s' cannot be read (%s). Check that it exists and that you may read it."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }
}
