package io.gangway.dav;

import io.gangway.conf.Environment;
import io.gangway.content.FileCalls;
import io.gangway.content.FileErrors;
import io.gangway.content.FileStatus;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * Walks through a directory and its subdirectories, in the order of the file system. Does not follow links.
 *
 * @param visitor is told of everything in the directory
 * @param errors of the task
 */
record FileTree(Visitor visitor, FileErrors errors) {
    /** What to do with a tree. */
    interface Visitor {
        /** A regular file. */
        void file(String path, FileStatus status);

        /** Before the content of a directory. */
        void enter(String path, FileStatus status);

        /** After the content of a directory. */
        void leave(String path, FileStatus status);

        /** A link, device, socket or pipe. */
        void special(String path);
    }

    /**
     * Walks. Blocks.
     *
     * @param directory the start of the paths of what is in it, without a final slash
     * @param named the directory itself
     * @return false if the directory itself cannot be read
     */
    boolean walk(String directory, String named) {
        try (DirectoryStream<Path> entries = FileCalls.opendir(named)) {
            return visitAll(directory, named, entries.iterator());
        } catch (IOException e) {
            errors.failed(LogLevel.CRIT, "opendir()", named, e);
            return false;
        }
    }

    private boolean visitAll(String directory, String named, Iterator<Path> entries) {
        try {
            while (entries.hasNext()) {
                visit(directory + "/" + Environment.bytes(entries.next().getFileName()));
            }
            return true;
        } catch (DirectoryIteratorException e) {
            errors.failed(LogLevel.CRIT, "readdir()", named, e.getCause());
            return false;
        }
    }

    private void visit(String path) {
        FileStatus status;
        try {
            status = FileCalls.lstat(path);
            if (status.kind() == FileStatus.Kind.LINK) {
                FileCalls.stat(path);
            }
        } catch (IOException e) {
            // As in nginx, a link that leads nowhere is left, too.
            errors.failed(LogLevel.CRIT, "stat()", path, e);
            return;
        }
        switch (status.kind()) {
            case REGULAR -> visitor.file(path, status);
            case DIRECTORY -> {
                visitor.enter(path, status);
                walk(path, path);
                visitor.leave(path, status);
            }
            default -> visitor.special(path);
        }
    }
}
