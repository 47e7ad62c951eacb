package io.gangway.conf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The files that packages of nginx put beside {@code nginx.conf}, and that many configurations include. Where there is no such
 * file, one of ours is read in its place.
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

    /** Whether there is one of that name; a name with a folder never is. */
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
