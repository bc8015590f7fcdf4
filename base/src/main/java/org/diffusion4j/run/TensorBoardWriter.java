// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ProtobufWriter;

/**
 * Writes curves and pictures as TensorBoard reads them: {@code events.out.tfevents.…}, one record after another, each
 * handed to the system at once. Every run and every resume makes a file of its own; TensorBoard puts them together.
 */
public final class TensorBoardWriter implements AutoCloseable {
    // Field numbers of Event, Summary, Value, Image and SessionLog.
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION = 7;
    private static final int SUMMARY_VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int IMAGE = 4;
    private static final int SESSION_STATUS = 1;
    private static final int SESSION_START = 1;

    private static final byte[] PNG_BEGIN = {
        (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
    };
    private static final int PNG_HEADER_BYTES = 26;

    private static final String WHAT = "TensorBoard events";

    private final LogFile file;
    private final Clock clock;

    private TensorBoardWriter(LogFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Begins a new file in a folder, which is made if it is missing.
     *
     * @throws StorageException if it cannot be written
     */
    public static TensorBoardWriter create(Path folder, FileLayer files, Clock clock) {
        Path file = folder;
        try {
            files.createFolders(folder);
            String name = "events.out.tfevents.%d.%s.%d"
                    .formatted(
                            clock.instant().getEpochSecond(),
                            Machine.host(),
                            ProcessHandle.current().pid());
            file = folder.resolve(name);
            for (int count = 1; files.exists(file); count++) {
                file = folder.resolve(name + "." + count);
            }
            return begun(new TensorBoardWriter(new LogFile(WHAT, file, files.create(file)), clock));
        } catch (IOException e) {
            throw LogFile.unwritable(WHAT, file, e);
        }
    }

    private static TensorBoardWriter begun(TensorBoardWriter writer) {
        try {
            writer.writeOrExplain(writer.event().text(FILE_VERSION, "brain.Event:2"));
            return writer;
        } catch (StorageException e) {
            writer.close();
            throw e;
        }
    }

    /** Adds a point to a curve. */
    public void scalar(String tag, long step, double value) {
        add(step, new ProtobufWriter().text(TAG, tag).single(SIMPLE_VALUE, (float) value));
    }

    /**
     * Adds a picture.
     *
     * @param png a PNG file's bytes
     * @throws FormatException if they are not
     */
    public void image(String tag, long step, byte[] png) {
        if (png.length < PNG_HEADER_BYTES || !Arrays.equals(png, 0, PNG_BEGIN.length, PNG_BEGIN, 0, PNG_BEGIN.length)) {
            throw new FormatException("the picture '%s' has %d bytes that are no PNG file. Encode it as PNG first."
                    .formatted(tag, png.length));
        }
        ByteBuffer header = ByteBuffer.wrap(png, PNG_BEGIN.length, PNG_HEADER_BYTES - PNG_BEGIN.length);
        int width = header.getInt();
        int height = header.getInt();
        header.get(); // bits a sample
        ProtobufWriter image = new ProtobufWriter()
                .integer(1, height)
                .integer(2, width)
                .integer(3, channels(header.get()))
                .bytes(4, png);
        add(step, new ProtobufWriter().text(TAG, tag).message(IMAGE, image));
    }

    /** Samples a pixel by the colour type of a PNG file; a palette shows colours. */
    private static int channels(byte colourType) {
        return switch (colourType) {
            case 0 -> 1;
            case 4 -> 2;
            case 6 -> 4;
            default -> 3;
        };
    }

    /** Says that the run goes on after that step: TensorBoard drops what earlier files hold for later steps. */
    public void resumed(long step) {
        writeOrExplain(event().integer(STEP, step + 1)
                .message(SESSION, new ProtobufWriter().integer(SESSION_STATUS, SESSION_START)));
    }

    private void add(long step, ProtobufWriter value) {
        writeOrExplain(
                event().integer(STEP, step).message(SUMMARY, new ProtobufWriter().message(SUMMARY_VALUE, value)));
    }

    private ProtobufWriter event() {
        Instant now = clock.instant();
        return new ProtobufWriter().real(WALL_TIME, now.getEpochSecond() + now.getNano() / 1e9);
    }

    private void writeOrExplain(ProtobufWriter event) {
        try {
            write(event);
        } catch (IOException e) {
            throw file.unwritable(e);
        }
    }

    /** Length, its checksum, the event, its checksum. */
    private void write(ProtobufWriter event) throws IOException {
        byte[] bytes = event.toByteArray();
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + bytes.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes.length);
        record.putInt(maskedCrc(record.duplicate().flip())).put(bytes).putInt(maskedCrc(ByteBuffer.wrap(bytes)));
        record.flip();
        file.write(record);
    }

    private static int maskedCrc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    @Override
    public void close() {
        file.close();
    }
}
