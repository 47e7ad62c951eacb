package io.gangway.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;

/** A snapshot of files: time of the last change and size, by path. Works with every file system and every editor. */
record FileWatch(Map<Path, String> states) {
    private static final String GONE = "";

    /** The present state of files. */
    static FileWatch of(Iterable<Path> paths) {
        Map<Path, String> states = new LinkedHashMap<>();
        paths.forEach(path -> states.put(path, state(path, GONE)));
        return new FileWatch(states);
    }

    /**
     * A snapshot of other files: known ones keep their recorded state, so that a later change is noticed; new ones get
     * their present state.
     */
    FileWatch over(Iterable<Path> paths) {
        Map<Path, String> all = new LinkedHashMap<>();
        paths.forEach(path -> all.put(path, states.containsKey(path) ? states.get(path) : state(path, GONE)));
        return new FileWatch(all);
    }

    /** The present state of the same files. */
    FileWatch refresh() {
        Map<Path, String> now = new LinkedHashMap<>();
        states.forEach((path, previous) -> now.put(path, state(path, previous)));
        return new FileWatch(now);
    }

    /** A file that can't be read keeps its previous state; only one that does not exist is gone. */
    private static String state(Path path, String previous) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (NoSuchFileException e) {
            return GONE;
        } catch (IOException e) {
            return previous;
        }
    }
}
