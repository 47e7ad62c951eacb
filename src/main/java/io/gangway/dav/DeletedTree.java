package io.gangway.dav;

import io.gangway.content.FileCalls;
import io.gangway.content.FileErrors;
import io.gangway.content.FileStatus;
import java.io.IOException;

/**
 * Deletes what is in a tree. As in nginx, what cannot be deleted is logged and left.
 *
 * @param errors of the task
 */
record DeletedTree(FileErrors errors) implements FileTree.Visitor {
    @Override
    public void file(String path, FileStatus status) {
        special(path);
    }

    @Override
    public void enter(String path, FileStatus status) {}

    @Override
    public void leave(String path, FileStatus status) {
        try {
            FileCalls.rmdir(path);
        } catch (IOException e) {
            report("rmdir()", path, e);
        }
    }

    @Override
    public void special(String path) {
        try {
            FileCalls.unlink(path);
        } catch (IOException e) {
            report("unlink()", path, e);
        }
    }

    private void report(String call, String path, IOException cause) {
        DavException failure = DavException.of(call, path, cause, 404);
        errors.add(failure.level(), failure.getMessage());
    }
}
