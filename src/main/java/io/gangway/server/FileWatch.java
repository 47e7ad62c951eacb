package io.gangway.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;

/** What some files looked like at one moment: time of the last change and size, by path. Works on every file system and for every editor. */
record FileWatch(Map<Path, String> looks) {
    private static final String GONE = "";

    /** As they are now. */
    static FileWatch of(Iterable<Path> paths) {
        Map<Path, String> looks = new LinkedHashMap<>();
        paths.forEach(path -> looks.put(path, look(path, GONE)));
        return new FileWatch(looks);
    }

    /** These files: those that are known as they were then, so that a change since then is noticed; others as they are now. */
    FileWatch over(Iterable<Path> paths) {
        Map<Path, String> all = new LinkedHashMap<>();
        paths.forEach(path -> all.put(path, looks.containsKey(path) ? looks.get(path) : look(path, GONE)));
        return new FileWatch(all);
    }

    /** The same files now. */
    FileWatch again() {
        Map<Path, String> now = new LinkedHashMap<>();
        looks.forEach((path, before) -> now.put(path, look(path, before)));
        return new FileWatch(now);
    }

    /** A file that can't be looked at may be as it was: only one that is not there has gone. */
    private static String look(Path path, String before) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (NoSuchFileException e) {
            return GONE;
        } catch (IOException e) {
            return before;
        }
    }
}
