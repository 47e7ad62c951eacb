package io.gangway.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.jetty.util.ajax.JSON;

/** The image in a directory with the layout of OCI, an unpacked archive. */
final class OciImage {
    private final Path layout;
    private final Map<?, ?> manifest;
    private final Map<?, ?> config;

    OciImage(Path layout) throws IOException {
        this.layout = layout;
        Object[] manifests = (Object[]) json(layout.resolve("index.json")).get("manifests");
        manifest = json(file(manifests[0]));
        config = json(file(manifest.get("config")));
    }

    Path layout() {
        return layout;
    }

    /** The descriptors of its layers. */
    Object[] layers() {
        return (Object[]) manifest.get("layers");
    }

    Path file(Object descriptor) {
        String digest = (String) ((Map<?, ?>) descriptor).get("digest");
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    /** How it is run: the part "config" of its configuration. */
    Map<?, ?> config() {
        return (Map<?, ?>) config.get("config");
    }

    /** A list of words of {@link #config}. */
    String[] words(String field) {
        return words((Object[]) config().get(field));
    }

    /** Without the first word, CMD. */
    String[] healthCheck() {
        Object[] test = (Object[]) ((Map<?, ?>) config().get("Healthcheck")).get("Test");
        return words(Arrays.copyOfRange(test, 1, test.length));
    }

    private static String[] words(Object... values) {
        return Arrays.stream(values).map(String::valueOf).toArray(String[]::new);
    }

    private static Map<?, ?> json(Path file) throws IOException {
        return (Map<?, ?>) new JSON().fromJSON(Files.readString(file));
    }
}
