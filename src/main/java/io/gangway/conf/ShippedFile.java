package io.gangway.conf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The files that nginx packages install beside {@code nginx.conf} and that many configurations include. If such a file
 * does not exist, a built-in one is read instead.
 */
final class ShippedFile {
    private static final Set<String> NAMES = Set.of(
            "mime.types",
            "proxy_params",
            "fastcgi_params",
            "fastcgi.conf",
            "scgi_params",
            "uwsgi_params",
            "koi-utf",
            "koi-win",
            "win-utf");

    private ShippedFile() {}

    /** Whether there is one of that name; never for a name with a directory. */
    static boolean exists(String name) {
        return NAMES.contains(name);
    }

    /** Its text. */
    static String text(String name) {
        try (InputStream in = ShippedFile.class.getResourceAsStream("shipped/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
