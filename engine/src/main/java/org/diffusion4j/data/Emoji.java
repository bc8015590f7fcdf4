// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.format.Csv;
import org.diffusion4j.image.Background;
import org.diffusion4j.image.Filter;
import org.diffusion4j.image.Picture;
import org.diffusion4j.image.PictureReader;
import org.diffusion4j.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * The emoji that travel with this library: 1,906 pictures of Noto Emoji in 9 categories and their 1,875 skin tones
 * (copyright Google LLC, Apache License 2.0; its text lies beside them).
 */
public final class Emoji {
    /** The categories, in the order of the Unicode list; a label is a place in it. */
    public static final List<String> CATEGORIES = List.of(
            "Smileys & Emotion",
            "People & Body",
            "Animals & Nature",
            "Food & Drink",
            "Travel & Places",
            "Activities",
            "Objects",
            "Symbols",
            "Flags");

    /** Of ten base pictures of a category one is held out. */
    private static final double HELD_OUT = 0.1;

    /** Emoji that are drawn as another one is, to the last pixel: they count as one picture when the set is split. */
    private static final Map<String, String> DRAWN_AS = Map.ofEntries(
            Map.entry("family", "man-man-boy"),
            Map.entry("family_adult_adult_child", "man-man-boy"),
            Map.entry("family_adult_adult_child_child", "man-man-boy-boy"),
            Map.entry("family_adult_child", "man-boy"),
            Map.entry("family_adult_child_child", "man-boy-boy"),
            Map.entry("flag-hm", "flag-au"),
            Map.entry("flag-bv", "flag-no"),
            Map.entry("flag-sj", "flag-no"),
            Map.entry("flag-cp", "fr"),
            Map.entry("flag-mf", "fr"),
            Map.entry("flag-sark", "flag-sa"),
            Map.entry("flag-dg", "flag-io"),
            Map.entry("flag-ea", "es"),
            Map.entry("flag-um", "us"));

    private static final String FOLDER = "/org/diffusion4j/emoji/";
    private static final int LARGE = 64;

    /** Stands in a name between the base picture and the tone. */
    private static final char TONE = ':';

    private Emoji() {}

    /**
     * One picture.
     *
     * @param tile its place in the sheet
     * @param name short name, such as {@code wave}, with the tone of a variant: {@code wave:1F3FB}
     * @param picture name of the base picture that this is a skin tone of, or is drawn as, or its own
     * @param category index into {@link #CATEGORIES}
     */
    private record Entry(int tile, String name, String picture, int category) {
        boolean isBase() {
            return name.indexOf(TONE) < 0;
        }
    }

    /** The pictures that {@code config} describes. */
    static PictureSource open(EmojiConfig config) {
        String sheet = sheet(config);
        List<Entry> chosen = chosen(sheet, config);
        ItemLabels labels = new ItemLabels(
                CATEGORIES, chosen.stream().mapToInt(Entry::category).toArray());
        return new PictureSource(
                PictureSet.of(
                        HeapPictures.of(pictures(sheet + ".png", chosen, config.size())),
                        config.choice().numbered(labels),
                        List.of()),
                config.balanced(),
                new Augmentation(config.flip(), config.shift()));
    }

    /** The short names of the pictures that {@code config} describes, in their order. */
    public static List<String> names(EmojiConfig config) {
        return chosen(sheet(config), config).stream().map(Entry::name).toList();
    }

    private static String sheet(EmojiConfig config) {
        return config.size() == LARGE ? "emoji64-base" : "emoji32";
    }

    private static List<Entry> chosen(String sheet, EmojiConfig config) {
        List<Entry> all = entries(sheet + ".csv");
        Set<String> heldOut = heldOut(all);
        List<Entry> chosen = new ArrayList<>();
        for (Entry entry : all) {
            boolean isOnSide = config.split() == Split.ALL
                    || heldOut.contains(entry.picture()) == (config.split() == Split.HELD_OUT);
            boolean isWanted = entry.isBase() || config.variants() == EmojiConfig.Variants.ALL;
            if (isOnSide && isWanted && config.choice().has(CATEGORIES.get(entry.category()))) {
                chosen.add(entry);
            }
        }
        return chosen;
    }

    private static List<Entry> entries(String file) {
        Csv table = read(file, Csv::read);
        List<String> names = table.cells("name");
        List<String> categories = table.cells("category");
        Set<String> known = new HashSet<>(names);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String base = names.get(i).split(String.valueOf(TONE), 2)[0];
            int category = CATEGORIES.indexOf(categories.get(i));
            if (category < 0 || !known.contains(base)) {
                throw damaged(file, null);
            }
            entries.add(new Entry(i, names.get(i), DRAWN_AS.getOrDefault(base, base), category));
        }
        return entries;
    }

    /** The base pictures that are never learned from: in each category the same share, whatever the seed. */
    private static Set<String> heldOut(List<Entry> all) {
        Map<Integer, Set<String>> pictures = new HashMap<>();
        for (Entry entry : all) {
            pictures.computeIfAbsent(entry.category(), category -> new LinkedHashSet<>())
                    .add(entry.picture());
        }
        Set<String> heldOut = new HashSet<>();
        pictures.forEach((category, names) -> {
            List<String> inOrder = List.copyOf(names);
            int[] order = RandomStream.of(0, "emoji held out", category).permutation(inOrder.size());
            for (int i = 0; i < Math.round(HELD_OUT * order.length); i++) {
                heldOut.add(inOrder.get(order[i]));
            }
        });
        return heldOut;
    }

    private static List<Picture> pictures(String file, List<Entry> entries, int size) {
        Picture sheet = read(file, PictureReader.STANDARD::read);
        int tile = size == LARGE ? LARGE : 32;
        int columns = sheet.width() / tile;
        List<Picture> pictures = new ArrayList<>();
        for (Entry entry : entries) {
            pictures.add(sheet.crop(entry.tile() % columns * tile, entry.tile() / columns * tile, tile, tile)
                    .over(Background.WHITE)
                    .resized(size, size, Filter.LANCZOS));
        }
        return pictures;
    }

    /** What reads a resource from its stream, under a name for messages. */
    @FunctionalInterface
    private interface Reading<T> {
        T from(InputStream in, String name) throws IOException;
    }

    private static <T> T read(String file, Reading<T> reading) {
        try (InputStream in = Picture.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw damaged(file, null);
            }
            return reading.from(in, file);
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }

    private static FormatException damaged(String file, @Nullable Throwable cause) {
        return new FormatException(
                "the emoji file '%s' is missing from the program or damaged; it travels in the jar diffusion4j-base. Install or build the program again."
                        .formatted(file),
                cause);
    }
}
