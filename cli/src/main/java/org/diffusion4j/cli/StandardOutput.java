// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Standard output that remembers what went wrong: a result that reached nobody is no success. */
final class StandardOutput extends OutputStream {
    private final OutputStream stream;
    private @Nullable IOException failure;

    StandardOutput(OutputStream stream) {
        this.stream = stream;
    }

    /** The standard output of this process, past {@link System#out}, which forgets failures. */
    static StandardOutput ofProcess() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out));
    }

    /** What is to be said of output that was lost; a reader who has seen enough and left ({@code | head}) is no loss. */
    Optional<String> loss() {
        String reason = failure == null ? "Broken pipe" : String.valueOf(failure.getMessage());
        return reason.equals("Broken pipe")
                ? Optional.empty()
                : Optional.of(
                        "standard output cannot be written to (%s), so not all that the program said is there. Send it to a place with room, and run the command again."
                                .formatted(reason));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            stream.write(bytes, from, count);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        stream.flush();
    }
}
