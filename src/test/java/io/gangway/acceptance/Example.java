package io.gangway.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The text of a configuration that is shipped with Gangway. A test runs it unchanged except for ports, paths,
 * certificates, backends and time-outs.
 *
 * @param text the configuration so far, with placeholders of {@link io.gangway.testing.Site}
 */
record Example(String text) {
    /** Reads a file of {@code etc}. */
    static Example of(String name) throws IOException {
        return new Example(Files.readString(Path.of("etc", name), StandardCharsets.ISO_8859_1));
    }

    /** Replaces each occurrence; fails if there is none, because the test is then out of date. */
    Example with(String found, String replacement) {
        if (!text.contains(found)) {
            throw new IllegalArgumentException("the example has no: " + found);
        }
        return new Example(text.replace(found, replacement));
    }

    /** Replaces {@code mime.types} by its absolute path in {@code etc}: the test's file is in another directory. */
    Example withMimeTypes(String included) {
        return with(included, Path.of("etc/mime.types").toAbsolutePath().toString());
    }
}
