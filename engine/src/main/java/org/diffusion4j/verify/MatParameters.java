// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Shapes;

/** The filled weights of a MAT network: listed one by one, or by rules over their names. */
interface MatParameters {
    /** The values of each tensor. */
    ParameterSource source();

    /** Compares the names and shapes of what was built, where the fixture lists them. */
    void compareNames(Parameters built, String name, Tally tally);

    /** The weights of a case. */
    static MatParameters of(Node node) {
        return node.has("fill_prefix")
                ? new ByRule(node.at("param_rules"), node.at("fill_prefix").text())
                : new Listed(node);
    }

    /** Every tensor with its name, shape, fill name, offset and scale. */
    record Listed(Node node) implements MatParameters {
        private Map<String, Node> entries() {
            Map<String, Node> entries = new LinkedHashMap<>();
            node.at("params")
                    .elements()
                    .forEach(entry -> entries.put(entry.at("key").text(), entry));
            return entries;
        }

        @Override
        public ParameterSource source() {
            Map<String, Node> entries = entries();
            return (name, rule, shape) -> {
                int count = Node.requireElements(name, shape);
                Node entry = entries.get(name);
                if (entry == null) {
                    throw new FixtureException("the fixture has no parameter '%s'".formatted(name));
                }
                if (entry.text("kind", "").equals("computed")) {
                    return rule.draw(RandomStream.of(0, name), count);
                }
                return new Fill(entry.at("offset").number(), entry.at("scale").number())
                        .values(entry.at("fill").text(), count);
            };
        }

        @Override
        public void compareNames(Parameters built, String name, Tally tally) {
            Map<String, Node> entries = entries();
            tally.fact(name + " names", List.copyOf(built.names()), List.copyOf(entries.keySet()));
            entries.forEach((key, entry) -> tally.fact(
                    name + "." + key + " shape",
                    Shapes.text(built.get(key).shape()),
                    Shapes.text(entry.at("shape").longs())));
        }
    }

    /** Rules over names, the first that matches; the fill name is prefix + name. */
    record ByRule(Node rules, String prefix) implements MatParameters {
        @Override
        public ParameterSource source() {
            List<Node> inOrder = rules.elements().toList();
            return (name, rule, shape) -> {
                int count = Node.requireElements(name, shape);
                Node first = inOrder.stream()
                        .filter(one -> matches(one.at("match").text(), name, shape.length))
                        .findFirst()
                        .orElseThrow(() -> new FixtureException("no rule for the parameter '%s'".formatted(name)));
                if (first.has("fill")) {
                    return rule.draw(RandomStream.of(0, name), count); // "none: keep the computed constant"
                }
                return new Fill(first.at("offset").number(), first.at("scale").number()).values(prefix + name, count);
            };
        }

        private static boolean matches(String match, String name, int axes) {
            return switch (match) {
                case "any tensor with 2 or more dimensions" -> axes >= 2;
                case "everything else" -> true;
                default -> Pattern.compile(match).matcher(name).find();
            };
        }

        @Override
        public void compareNames(Parameters built, String name, Tally tally) {
            // the rules name no tensors
        }
    }
}
