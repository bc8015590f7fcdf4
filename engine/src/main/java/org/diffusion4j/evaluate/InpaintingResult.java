// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.run.FileLayer;
import tools.jackson.databind.json.JsonMapper;

/**
 * How well holes were filled, method by method, and how the figures were made.
 *
 * @param count pictures filled by each method
 * @param pictures different ones among them
 * @param size pixels along a side
 * @param seed of the list of pictures and holes, and of the fills
 * @param holes how they were drawn, in words
 * @param data hash of the pictures
 * @param frechetName of the Fréchet distance by the feature network, such as {@code FD-emoji}
 * @param featuresSha256 of the file of the feature network
 * @param lpipsSha256 of the file of the network of LPIPS, if it was measured
 * @param how the diffusion models filled, in words
 * @param rows a row for each method, the baselines first
 */
public record InpaintingResult(
        int count,
        int pictures,
        int size,
        long seed,
        String holes,
        String data,
        String frechetName,
        String featuresSha256,
        Optional<String> lpipsSha256,
        String how,
        List<Row> rows) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * The figures of one method.
     *
     * @param method its name
     * @param l1 mean absolute difference within the holes, as a share of 255, averaged over the pictures; less is better
     * @param psnr of the mean squared difference of all pictures, in decibels; more is better
     * @param ssim structural similarity, averaged over the pictures; more is better
     * @param lpips LPIPS (Zhang et al. 2018), averaged over the pictures, if it was measured; less is better
     * @param frechet Fréchet distance of the filled pictures to the same ones whole; less is better
     * @param pids P-IDS: the share of pairs whose filled picture looks more real to a linear classifier; more is better
     * @param uids U-IDS: the share of pictures that it takes for the other kind, up to ½; more is better
     * @param seconds that filling took, divided by the number of pictures
     */
    public record Row(
            String method,
            double l1,
            double psnr,
            double ssim,
            Optional<Double> lpips,
            double frechet,
            double pids,
            double uids,
            double seconds) {}

    /** Copies the rows. */
    public InpaintingResult {
        rows = List.copyOf(rows);
    }

    /** A line for each method below a line of titles, in columns. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        int width = rows.stream().mapToInt(row -> row.method().length()).max().orElse(0);
        List<String> titles = new ArrayList<>(List.of("L1 in hole", "PSNR", "SSIM"));
        if (lpipsSha256.isPresent()) {
            titles.add("LPIPS");
        }
        titles.addAll(List.of(frechetName, "P-IDS", "U-IDS", "s/picture"));
        lines.add(line(width, "method", titles));
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(
                    List.of(cell("%.4f", row.l1()), cell("%.2f", row.psnr()), cell("%.4f", row.ssim())));
            row.lpips().ifPresent(lpips -> cells.add(cell("%.4f", lpips)));
            cells.addAll(List.of(
                    cell("%.3f", row.frechet()),
                    cell("%.3f", row.pids()),
                    cell("%.3f", row.uids()),
                    cell("%.3f", row.seconds())));
            lines.add(line(width, row.method(), cells));
        }
        return lines;
    }

    private static String cell(String format, double figure) {
        return String.format(Locale.ROOT, format, figure);
    }

    private static String line(int width, String method, List<String> cells) {
        StringBuilder line = new StringBuilder(method + " ".repeat(width - method.length()));
        for (String cell : cells) {
            line.append(String.format(Locale.ROOT, "  %10s", cell));
        }
        return line.toString();
    }

    /**
     * The last line, of the last method: {@code l1=0.1234 psnr=15.67 ssim=0.7890 fd=1.234 pids=0.123 uids=0.234 count=500},
     * with {@code lpips=0.1234} before the count if it was measured.
     */
    public String line() {
        Row row = rows.get(rows.size() - 1);
        return String.format(
                Locale.ROOT,
                "l1=%.4f psnr=%.2f ssim=%.4f fd=%.3f pids=%.3f uids=%.3f%s count=%d",
                row.l1(),
                row.psnr(),
                row.ssim(),
                row.frechet(),
                row.pids(),
                row.uids(),
                row.lpips().map(lpips -> cell(" lpips=%.4f", lpips)).orElse(""),
                count);
    }

    /** The record as JSON. */
    public String json() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    /** Writes the record as JSON. */
    public void write(Path file, FileLayer files) {
        byte[] bytes = (json() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            files.replace(file, ByteContent.of(() -> ByteBuffer.wrap(bytes)));
        } catch (IOException e) {
            throw new StorageException(
                    "the evaluation cannot be written to %s (%s). Make the folder writable or choose another."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }
}
