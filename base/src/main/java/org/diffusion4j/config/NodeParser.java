// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffusion4j.config.Node.Block;
import org.diffusion4j.config.Node.Scalar;
import org.diffusion4j.config.Node.Sequence;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Reads one YAML or JSON document into nodes. Anchors, aliases and tags are refused, so a text cannot grow in memory. */
final class NodeParser {
    private static final int DEEPEST = 32;
    private static final YAMLFactory YAML = new YAMLFactory();
    private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");
    private static final Pattern INDENTATION = Pattern.compile("^[ \\t]+", Pattern.MULTILINE);

    private final YAMLParser parser;
    private final int[] characters;
    private final Where origin;
    private final Problems problems;

    private NodeParser(YAMLParser parser, String text, Where origin, Problems problems) {
        this.parser = parser;
        this.characters = text.codePoints().toArray();
        this.origin = origin;
        this.problems = problems;
    }

    /**
     * The root of the text, or null where it holds nothing but comments. A key given twice is noted and the first one
     * kept; a text that is not YAML ends the reading with all that was found so far.
     */
    static @Nullable Node parse(String text, Where origin, Problems problems) {
        String spaced = withoutTabs(text);
        try (YAMLParser parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), spaced)) {
            NodeParser reader = new NodeParser(parser, spaced, origin, problems);
            JsonToken first = parser.nextToken();
            if (first == null) {
                return null;
            }
            Node root = reader.value(first, reader.here(), "", 0);
            if (parser.nextToken() != null) {
                throw reader.refuse("", "a second document begins here, and a recipe is one. Remove it.");
            }
            return root;
        } catch (JacksonException e) {
            problems.add(placeOf(e, origin), "", notYaml(e));
            throw problems.failure();
        }
    }

    /** JSON may be indented by tabs and YAML not; inside braces indentation means nothing, so each becomes a space. */
    private static String withoutTabs(String text) {
        return text.stripLeading().startsWith("{")
                ? INDENTATION
                        .matcher(text)
                        .replaceAll(found -> " ".repeat(found.group().length()))
                : text;
    }

    private Node value(JsonToken token, Where where, String path, int depth) {
        requirePlain(path);
        if (depth > DEEPEST) {
            throw refuse(
                    "", "blocks and lists may be nested %d deep, and this is deeper. Flatten it.".formatted(DEEPEST));
        }
        return switch (token) {
            case START_OBJECT -> block(where, path, depth);
            case START_ARRAY -> sequence(where, path, depth);
            default -> new Scalar(parser.getString(), isQuoted(), where);
        };
    }

    private Block block(Where where, String path, int depth) {
        Map<String, Node> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String keyPath = path.isEmpty() ? key : path + "." + key;
            Where keyPlace = here();
            requirePlain(keyPath);
            Node value = value(parser.nextToken(), keyPlace, keyPath, depth + 1);
            Node first = entries.putIfAbsent(key, value);
            if (first != null) {
                problems.add(
                        keyPlace,
                        keyPath,
                        "this key is given twice, first at %s. Keep one of the two."
                                .formatted(first.where().brief()));
            }
        }
        return new Block(entries, where);
    }

    private Sequence sequence(Where where, String path, int depth) {
        List<Node> items = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
            items.add(value(t, here(), path + "." + items.size(), depth + 1));
        }
        return new Sequence(items, where);
    }

    private void requirePlain(String path) {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw refuse(path, "anchors (&name) and aliases (*name) are not used in recipes. Write the value out.");
        }
        if (parser.getTypeId() != null) {
            throw refuse(path, "tags (!name) are not used in recipes. Remove the tag and keep the value.");
        }
    }

    /** The parser does not say how a scalar was written, but the text does: by its first character. */
    private boolean isQuoted() {
        long start = parser.currentTokenLocation().getCharOffset(); // counted in code points
        return start < characters.length && "\"'|>".indexOf(characters[(int) start]) >= 0;
    }

    private Where here() {
        TokenStreamLocation at = parser.currentTokenLocation();
        return origin.at(at.getLineNr(), at.getColumnNr());
    }

    private RuntimeException refuse(String path, String sentence) {
        problems.add(here(), path, sentence);
        return problems.failure();
    }

    /** The place where the parser gave up, which is more telling than the place of the last good token. */
    private static Where placeOf(JacksonException e, Where origin) {
        Where place = e.getLocation() == null
                ? origin
                : origin.at(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
        Matcher named = PLACE.matcher(e.getOriginalMessage());
        while (named.find()) {
            place = origin.at(Integer.parseInt(named.group(1)), Integer.parseInt(named.group(2)));
        }
        return place;
    }

    /** The parser's message has several lines: what it was doing, indented excerpts, and last what it met. */
    private static String notYaml(JacksonException e) {
        String met = e.getOriginalMessage()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .reduce((first, second) -> second)
                .orElse("unreadable")
                .replaceFirst("\\. \\(Do not use.*", "");
        return "this is not YAML (%s). Indent with spaces, write a space after each colon, close each quote and bracket."
                .formatted(Problems.shown(met));
    }
}
