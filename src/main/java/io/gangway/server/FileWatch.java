package io.gangway.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What some files looked like at one moment: time of the last change and size, by path. Works on every file system and for every editor. */
public record FileWatch(Map<Path, String> looks) {
    /** As they are now. */
    public static FileWatch of(Iterable<Path> paths) {
        Map<Path, String> looks = new LinkedHashMap<>();
        paths.forEach(path -> looks.put(path, look(path)));
        return new FileWatch(looks);
    }

    /** These files: those that are known as they were then, so that a change since then is noticed; others as they are now. */
    public FileWatch over(Iterable<Path> paths) {
        Map<Path, String> all = new LinkedHashMap<>();
        paths.forEach(path -> all.put(path, looks.containsKey(path) ? looks.get(path) : look(path)));
        return new FileWatch(all);
    }

    /** The same files now. */
    public FileWatch again() {
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
