package io.gangway.dav;

import io.gangway.content.FileCalls;
import io.gangway.content.FileCopy;
import io.gangway.content.FileErrors;
import io.gangway.content.FileMove;
import io.gangway.content.FileStatus;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;

/**
 * Copies what is in a tree. As in nginx, links are left out, and what cannot be copied is logged.
 *
 * @param from the directory that is copied
 * @param to the copy, which exists
 * @param errors of the task
 */
record CopiedTree(String from, String to, FileErrors errors) implements FileTree.Visitor {
    private String target(String path) {
        return to + path.substring(from.length());
    }

    @Override
    public void file(String path, FileStatus status) {
        new FileCopy(path, target(path), status.access(), status.modified()).run(errors);
    }

    @Override
    public void enter(String path, FileStatus status) {
        try {
            FileCalls.mkdir(target(path), FileMove.directoryAccess(status.access()));
        } catch (IOException e) {
            DavException failure = DavException.of("mkdir()", target(path), e, 404);
            errors.add(failure.level(), failure.getMessage());
        }
    }

    @Override
    public void leave(String path, FileStatus status) {
        try {
            FileCalls.utimes(target(path), status.modified());
        } catch (IOException e) {
            errors.failed(LogLevel.ALERT, "utimes()", target(path), e);
        }
    }

    @Override
    public void special(String path) {}
}
