package io.gangway.release;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * One file of a release that a bill of materials describes.
 *
 * @param name its name
 * @param version the version of the release
 * @param inside the package URLs of the components in it
 */
record Described(String name, String version, Set<String> inside) {

    /** The identifier of this file within its bill. */
    String ref() {
        return name + "@" + version;
    }

    /** The same for the same content, another one for any other. */
    String serialNumber() {
        String content = ref() + new TreeSet<>(inside);
        return "urn:uuid:" + UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8));
    }
}
