package io.gangway.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The text of a configuration that Gangway comes with. A test runs it as it is, apart from what belongs to a machine:
 * ports, paths, certificates, backends, and how long a time-out is.
 *
 * @param text the configuration so far, with placeholders of {@link io.gangway.testing.Site}
 */
record Example(String text) {
    /** A file of {@code etc}. */
    static Example of(String name) throws IOException {
        return new Example(Files.readString(Path.of("etc", name), StandardCharsets.ISO_8859_1));
    }

    /** Replaces each occurrence; there must be one, or the example and its test have parted. */
    Example with(String found, String replacement) {
        if (!text.contains(found)) {
            throw new IllegalArgumentException("the example has no: " + found);
        }
        return new Example(text.replace(found, replacement));
    }

    /** {@code mime.types} of {@code etc} by its absolute path, since the test's file is elsewhere. */
    Example withMimeTypes(String included) {
        return with(included, Path.of("etc/mime.types").toAbsolutePath().toString());
    }
}
