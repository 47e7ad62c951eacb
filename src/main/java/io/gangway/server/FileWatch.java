package io.gangway.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What some files looked like at one moment: time of the last change and size, by path. */
record FileWatch(Map<Path, String> looks) {
    static FileWatch of(Iterable<Path> paths) {
        Map<Path, String> looks = new LinkedHashMap<>();
        paths.forEach(path -> looks.put(path, look(path)));
        return new FileWatch(looks);
    }

    /** The same files now. */
    FileWatch again() {
        return of(List.copyOf(looks.keySet()));
    }

    private static String look(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "";
        }
    }
}
