// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.diffusion4j.diffusers.DiffusersConfig;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.network.UNet2DConfig;
import org.diffusion4j.nn.unet.Activation;
import org.diffusion4j.nn.unet.ClassEmbedType;
import org.diffusion4j.nn.unet.DownBlockType;
import org.diffusion4j.nn.unet.LibraryName;
import org.diffusion4j.nn.unet.MidBlockType;
import org.diffusion4j.nn.unet.ResizeType;
import org.diffusion4j.nn.unet.TimeEmbeddingType;
import org.diffusion4j.nn.unet.TimeScaleShift;
import org.diffusion4j.nn.unet.UpBlockType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The {@code config.json} of a {@code UNet2DModel}: read with the library's defaults, written with every key. */
public final class UNet2DFile {
    /** The class that such a file names. */
    public static final String CLASS = "UNet2DModel";

    /** No keys of the library, which passes over what begins with an underscore. */
    private static final String NULL_CLASS = "_null_class";

    private static final String CONDITION_DROPOUT = "_condition_dropout";

    private static final UNet2DConfig STANDARD = UNet2DConfig.defaults();

    /** What stands in the files of averaged weights beside the network's own keys, and matters for training alone. */
    private static final Set<String> OF_AVERAGING = Set.of(
            "decay", "inv_gamma", "min_decay", "optimization_step", "power", "update_after_step", "use_ema_warmup");

    /** Stages had this before their names in early files. */
    private static final String OLD_PREFIX = "UNetRes";

    private UNet2DFile() {}

    /** The network that a configuration describes which is in no file. */
    public static UNet2DConfig read(JsonNode json) {
        return read("the configuration of " + CLASS, json);
    }

    /**
     * The network that the file describes.
     *
     * @param place how messages call the file: its path
     * @throws FormatException if it is of another class, or a value cannot be used
     */
    public static UNet2DConfig read(String place, JsonNode json) {
        DiffusersConfig file = new DiffusersConfig(place, CLASS, json);
        String className = file.text("_class_name", CLASS);
        if (!className.equals(CLASS)) {
            throw new FormatException(
                    "'_class_name' in %s is %s, and the only network class known here is %s. Choose a model of that class."
                            .formatted(place, FormatException.shown(className), CLASS));
        }
        return FileFault.during(place, UNet2DFile::key, () -> config(file));
    }

    /** A key of a recipe's network as the file spells it. */
    static String key(String inRecipes) {
        String plain = inRecipes.substring(inRecipes.lastIndexOf('.') + 1);
        return plain.equals("nullClass") ? NULL_CLASS : DiffusersConfig.key(plain);
    }

    private static UNet2DConfig config(DiffusersConfig file) {
        UNet2DConfig d = STANDARD;
        return new UNet2DConfig(
                file.wholes("sample_size"),
                file.whole("in_channels", d.inChannels()),
                file.whole("out_channels", d.outChannels()),
                file.flag("center_input_sample", d.centerInputSample()),
                choice(file, "time_embedding_type", d.timeEmbeddingType(), TimeEmbeddingType.values()),
                file.optionalWhole("time_embedding_dim", d.timeEmbeddingDim()),
                file.whole("freq_shift", d.freqShift()),
                file.flag("flip_sin_to_cos", d.flipSinToCos()),
                file.choices("down_block_types", d.downBlockTypes(), withOldNames(DownBlockType.values())),
                file.optionalChoice("mid_block_type", d.midBlockType(), withOldNames(MidBlockType.values())),
                file.choices("up_block_types", d.upBlockTypes(), withOldNames(UpBlockType.values())),
                file.json().has("block_out_channels") ? file.wholes("block_out_channels") : d.blockOutChannels(),
                file.whole("layers_per_block", d.layersPerBlock()),
                file.number("mid_block_scale_factor", d.midBlockScaleFactor()),
                file.whole("downsample_padding", d.downsamplePadding()),
                // without a value the library takes its default of a stage, which is a convolution
                choice(file, "downsample_type", d.downsampleType(), ResizeType.values()),
                choice(file, "upsample_type", d.upsampleType(), ResizeType.values()),
                file.number("dropout", d.dropout()),
                choice(file, "act_fn", d.actFn(), Activation.values()),
                file.optionalWhole("attention_head_dim", d.attentionHeadDim()),
                file.optionalWhole("norm_num_groups", d.normNumGroups()),
                file.optionalWhole("attn_norm_num_groups", d.attnNormNumGroups()),
                file.number("norm_eps", d.normEps()),
                choice(file, "resnet_time_scale_shift", d.resnetTimeScaleShift(), TimeScaleShift.values()),
                file.flag("add_attention", d.addAttention()),
                file.optionalChoice("class_embed_type", d.classEmbedType(), LibraryName.of(ClassEmbedType.values())),
                file.optionalWhole("num_class_embeds", d.numClassEmbeds()),
                file.optionalWhole("num_train_timesteps", d.numTrainTimesteps()),
                file.flag(NULL_CLASS, d.nullClass()));
    }

    /** The share of rows that trained without their condition, which guidance must know; 0 where the file says nothing. */
    static double conditionDropout(String place, JsonNode json) {
        return new DiffusersConfig(place, CLASS, json).within(CONDITION_DROPOUT, 0, Math.nextDown(1.0), 0);
    }

    /** The file of a network that was trained with this share of rows without their condition. */
    static ObjectNode write(UNet2DConfig network, double conditionDropout) {
        ObjectNode json = write(network);
        if (conditionDropout > 0) {
            json.put(CONDITION_DROPOUT, conditionDropout);
        }
        return json;
    }

    private static <E extends LibraryName> E choice(DiffusersConfig file, String key, E missing, E[] choices) {
        return file.choice(key, missing.libraryName(), LibraryName.of(choices));
    }

    private static <E extends LibraryName> Map<String, E> withOldNames(E[] choices) {
        Map<String, E> byName = new TreeMap<>(LibraryName.of(choices));
        for (E choice : choices) {
            byName.put(OLD_PREFIX + choice.libraryName(), choice);
        }
        return byName;
    }

    /** A sentence that names the keys of the file that the class does not know; the library passes over them, too. */
    public static Optional<String> unknownKeys(String place, JsonNode json) {
        Set<String> known = new TreeSet<>(write(STANDARD).propertyNames());
        known.addAll(OF_AVERAGING);
        return new DiffusersConfig(place, CLASS, json).unknownKeys(known);
    }

    /** The file of a network, with all keys. */
    public static ObjectNode write(UNet2DConfig c) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("_class_name", CLASS);
        json.put("_diffusers_version", PipelineFolder.VERSION);
        json.set("sample_size", size(c.sampleSize()));
        json.put("in_channels", c.inChannels());
        json.put("out_channels", c.outChannels());
        json.put("center_input_sample", c.centerInputSample());
        json.put("time_embedding_type", c.timeEmbeddingType().libraryName());
        json.put("time_embedding_dim", c.timeEmbeddingDim().orElse(null));
        json.put("freq_shift", c.freqShift());
        json.put("flip_sin_to_cos", c.flipSinToCos());
        json.set("down_block_types", names(c.downBlockTypes()));
        json.put(
                "mid_block_type", c.midBlockType().map(LibraryName::libraryName).orElse(null));
        json.set("up_block_types", names(c.upBlockTypes()));
        json.set("block_out_channels", wholes(c.blockOutChannels()));
        json.put("layers_per_block", c.layersPerBlock());
        if (c.midBlockScaleFactor() == 1) {
            json.put("mid_block_scale_factor", 1); // the library's default is a whole number, and is written as one
        } else {
            json.put("mid_block_scale_factor", c.midBlockScaleFactor());
        }
        json.put("downsample_padding", c.downsamplePadding());
        json.put("downsample_type", c.downsampleType().libraryName());
        json.put("upsample_type", c.upsampleType().libraryName());
        json.put("dropout", c.dropout());
        json.put("act_fn", c.actFn().libraryName());
        json.put("attention_head_dim", c.attentionHeadDim().orElse(null));
        json.put("norm_num_groups", c.normNumGroups().orElse(null));
        json.put("attn_norm_num_groups", c.attnNormNumGroups().orElse(null));
        json.put("norm_eps", c.normEps());
        json.put("resnet_time_scale_shift", c.resnetTimeScaleShift().libraryName());
        json.put("add_attention", c.addAttention());
        json.put(
                "class_embed_type",
                c.classEmbedType().map(LibraryName::libraryName).orElse(null));
        json.put("num_class_embeds", c.numClassEmbeds().orElse(null));
        json.put("num_train_timesteps", c.numTrainTimesteps().orElse(null));
        if (c.nullClass()) {
            json.put(NULL_CLASS, true);
        }
        return json;
    }

    private static JsonNode size(List<Integer> size) {
        if (size.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        return size.size() == 1 ? JsonNodeFactory.instance.numberNode(size.get(0)) : wholes(size);
    }

    private static ArrayNode wholes(List<Integer> numbers) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        numbers.forEach(array::add);
        return array;
    }

    private static ArrayNode names(List<? extends LibraryName> choices) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        choices.forEach(choice -> array.add(choice.libraryName()));
        return array;
    }
}
