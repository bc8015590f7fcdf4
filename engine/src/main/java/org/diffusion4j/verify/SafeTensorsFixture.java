// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.format.TensorInfo;

/**
 * Kind {@code diffusers/safetensors}: files beside the fixture. Every object with a {@code file} describes one that must
 * open; every list holds files that must be refused.
 */
final class SafeTensorsFixture implements FixtureKind {
    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        for (Node block : fixture.members().values()) {
            if (block.json().isArray()) {
                block.elements().forEach(bad -> refused(bad.at("file").text(), file, tally));
            } else if (block.json().isObject()) {
                opened(block, file, tally);
            }
        }
    }

    private static void refused(String name, Path fixture, Tally tally) {
        try (SafeTensors opened = SafeTensors.open(BesideFixture.of(fixture, name))) {
            tally.fact(name, "opened with " + opened.entries().size() + " tensors", "refused");
        } catch (FormatException e) {
            tally.fact(name, "refused", "refused");
        }
    }

    private static void opened(Node want, Path fixture, Tally tally) {
        String name = want.at("file").text();
        Path path = BesideFixture.of(fixture, name);
        try (SafeTensors opened = SafeTensors.open(path)) {
            if (want.has("header_length")) {
                long headerBytes = opened.dataBegin() - Long.BYTES;
                Elements.compare(name + " header_length", 0, headerBytes, want.at("header_length"), tally);
            }
            if (want.has("file_length")) {
                Elements.compare(name + " file_length", 0, Files.size(path), want.at("file_length"), tally);
            }
            if (want.has("metadata")) {
                Map<String, String> metadata = new TreeMap<>();
                want.at("metadata").members().forEach((key, value) -> metadata.put(key, value.text()));
                tally.fact(name + " metadata", new TreeMap<>(opened.metadata()), metadata);
            }
            if (want.has("tensors")) {
                tensors(opened, want.at("tensors").members(), name, tally);
            }
        } catch (FormatException e) {
            tally.fact(name, String.valueOf(e.getMessage()), "opened");
        } catch (IOException e) {
            throw new StorageException(
                    "%s cannot be read (%s). Check the disk it lies on.".formatted(path, StorageException.reason(e)),
                    e);
        }
    }

    private static void tensors(SafeTensors opened, Map<String, Node> want, String file, Tally tally) {
        tally.fact(file + " tensors", new TreeSet<>(opened.entries().keySet()), new TreeSet<>(want.keySet()));
        want.forEach((name, tensor) -> {
            if (opened.entries().containsKey(name)) {
                tensor(opened.info(name), opened.bytes(name), tensor, file + " " + name, tally);
            }
        });
    }

    private static void tensor(TensorInfo got, ByteBuffer bytes, Node want, String check, Tally tally) {
        if (want.has("dtype")) {
            tally.fact(check + " dtype", got.dtype().name(), want.at("dtype").text());
        }
        if (want.has("shape")) {
            list(check + " shape", got.shape(), want.at("shape"), tally);
        }
        if (want.has("data_offsets")) {
            list(check + " data_offsets", List.of(got.begin(), got.end()), want.at("data_offsets"), tally);
        }
        if (want.has("values")) {
            List<Number> values = new ArrayList<>();
            while (bytes.hasRemaining()) {
                values.add(Elements.next(got.dtype(), bytes));
            }
            list(check, values, want.at("values"), tally);
        }
    }

    private static void list(String check, List<? extends Number> got, Node want, Tally tally) {
        List<Node> wanted = want.elements().toList();
        if (got.size() != wanted.size()) {
            tally.fact(check + " (count)", got.size(), wanted.size());
            return;
        }
        for (int i = 0; i < got.size(); i++) {
            Elements.compare(check, i, got.get(i), wanted.get(i), tally);
        }
    }
}
