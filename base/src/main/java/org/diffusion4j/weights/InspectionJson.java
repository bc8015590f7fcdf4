// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An inspection as JSON; numbers that JSON does not know, such as -Infinity, are texts in it. */
final class InspectionJson {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private InspectionJson() {}

    static String of(Inspection inspection) {
        ObjectNode root = MAPPER.createObjectNode()
                .put("path", inspection.path().toString())
                .put("kind", inspection.kind());
        inspection.uses().forEach(root.putArray("uses")::add);
        ArrayNode weights = root.putArray("weights");
        inspection.weights().forEach(part -> weights.add(weights(part)));
        ObjectNode configs = root.putObject("configs");
        inspection.configs().forEach(configs::set);
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private static ObjectNode weights(WeightsSummary weights) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("path", weights.path().toString())
                .put("form", weights.form())
                .put("parameters", weights.parameters())
                .put("bytes", weights.byteCount());
        ObjectNode types = node.putObject("types");
        weights.types().forEach((dtype, count) -> types.put(dtype.name(), count));
        ObjectNode metadata = node.putObject("metadata");
        weights.metadata().forEach(metadata::put);
        ObjectNode tensors = node.putObject("tensors");
        for (WeightsSummary.Tensor tensor : weights.tensors()) {
            ArrayNode shape = tensors.putObject(tensor.name())
                    .put("dtype", tensor.dtype().name())
                    .putArray("shape");
            tensor.shape().forEach(shape::add);
        }
        return node;
    }
}
