// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntFunction;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.error.StorageException;

/**
 * Animated GIF files that play for ever.
 *
 * <p>All pictures share one palette made from a few of them, without dithering: what does not move does not flicker.
 * Only what changed since the last picture is stored.
 */
public final class Gif {
    private static final int SAMPLES = 5;

    private Gif() {}

    /** Writes these pictures; see {@link #write(Path, int, IntFunction, FrameTiming)}. */
    public static void write(Path file, List<BufferedImage> frames, FrameTiming timing) {
        write(file, frames.size(), frames::get, timing);
    }

    /**
     * Writes pictures that are made one at a time, so that memory holds a few of them whatever their number. The file
     * appears complete or not at all; parent folders are created.
     *
     * @param count how many; at least 1
     * @param frame makes picture i of {@code count}; up to five of them are made a second time for the palette
     * @throws ConfigException where there is no picture
     * @throws ShapeException where the pictures differ in size
     * @throws StorageException where the file cannot be written
     */
    public static void write(Path file, int count, IntFunction<BufferedImage> frame, FrameTiming timing) {
        if (count < 1) {
            throw new ConfigException(
                    "An animation of %d pictures was asked for and needs at least 1. Give more pictures."
                            .formatted(count));
        }
        Palette palette = palette(count, frame);
        AtomicFile.write(file, out -> encode(out, count, frame, timing, palette));
    }

    private static Palette palette(int count, IntFunction<BufferedImage> frame) {
        TreeSet<Integer> picked = new TreeSet<>();
        for (int i = 0; i < SAMPLES; i++) {
            picked.add((int) ((long) (count - 1) * i / (SAMPLES - 1)));
        }
        List<int[]> samples = new ArrayList<>();
        for (int index : picked) {
            samples.add(Pixels.rgb(frame.apply(index)));
        }
        return Palette.of(samples);
    }

    private static void encode(
            OutputStream out, int count, IntFunction<BufferedImage> frame, FrameTiming timing, Palette palette)
            throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            byte[] before = new byte[0];
            int width = 0;
            int height = 0;
            for (int i = 0; i < count; i++) {
                BufferedImage picture = frame.apply(i);
                if (i == 0) {
                    width = picture.getWidth();
                    height = picture.getHeight();
                } else if (picture.getWidth() != width || picture.getHeight() != height) {
                    throw new ShapeException(
                            "Picture %d of the animation has %d x %d pixels, the first has %d x %d. Make all of one size."
                                    .formatted(i, picture.getWidth(), picture.getHeight(), width, height));
                }
                byte[] now = indices(picture, palette);
                BufferedImage changes = changes(width, height, before, now, palette);
                before = now;
                IIOMetadata metadata = metadata(writer, changes, i, timing.hundredths(i, count), palette);
                writer.writeToSequence(new IIOImage(changes, null, metadata), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
    }

    private static byte[] indices(BufferedImage picture, Palette palette) {
        int[] rgb = Pixels.rgb(picture);
        byte[] indices = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            indices[i] = (byte) palette.indexOf(rgb[i]);
        }
        return indices;
    }

    /** The picture {@code now}, with the transparent entry wherever {@code before} had the same colour. */
    private static BufferedImage changes(int width, int height, byte[] before, byte[] now, Palette palette) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette.colorModel());
        byte[] out = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        byte unchanged = (byte) palette.unchanged();
        for (int i = 0; i < now.length; i++) {
            out[i] = i < before.length && before[i] == now[i] ? unchanged : now[i];
        }
        return picture;
    }

    private static IIOMetadata metadata(
            ImageWriter writer, BufferedImage picture, int index, int hundredths, Palette palette) throws IOException {
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(picture), null);
        String format = metadata.getNativeMetadataFormatName();
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "doNotDispose");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "TRUE");
        control.setAttribute("transparentColorIndex", Integer.toString(palette.unchanged()));
        control.setAttribute("delayTime", Integer.toString(hundredths));
        if (index == 0) {
            IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
            loop.setAttribute("applicationID", "NETSCAPE");
            loop.setAttribute("authenticationCode", "2.0");
            // Sub-block 1 with a 16-bit number of rounds, 0 for ever.
            loop.setUserObject(new byte[] {1, 0, 0});
            child(root, "ApplicationExtensions").appendChild(loop);
        }
        metadata.setFromTree(format, root);
        return metadata;
    }

    private static IIOMetadataNode child(IIOMetadataNode parent, String name) {
        for (int i = 0; i < parent.getLength(); i++) {
            if (parent.item(i).getNodeName().equals(name)) {
                return (IIOMetadataNode) parent.item(i);
            }
        }
        IIOMetadataNode made = new IIOMetadataNode(name);
        parent.appendChild(made);
        return made;
    }
}
