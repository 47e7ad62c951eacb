package io.gangway.dav;

import io.gangway.conf.SystemError;
import io.gangway.content.FileCalls;
import io.gangway.content.FileErrors;
import io.gangway.content.FileStatus;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import java.io.IOException;

/**
 * DELETE: deletes a file, or a directory with everything in it.
 *
 * @param path ends with a slash if the URI does
 * @param depth the text of the field {@code Depth}; null without one
 */
record Delete(String path, String depth) implements DavTask {
    static Delete of(Exchange x, int minDepth) throws DavException {
        DavHandler.refuseBody(x, "DELETE with body is unsupported");
        checkDepth(x.uri(), minDepth);
        return new Delete(x.location().settings().root().file(x, x.uri()), Depth.text(x));
    }

    /** Counts the slashes; what follows the last of them must not be empty. */
    private static void checkDepth(String uri, int min) throws DavException {
        if (min == 0) {
            return;
        }
        int depth = 0;
        for (int i = 0; i < uri.length(); ) {
            if (uri.charAt(i++) == '/' && ++depth >= min && i < uri.length()) {
                return;
            }
        }
        throw DavException.refused(409, "insufficient URI depth:" + depth + " to DELETE");
    }

    @Override
    public int run(FileErrors errors) throws DavException {
        FileStatus status;
        try {
            status = FileCalls.lstat(path);
        } catch (IOException e) {
            throw DavException.of("lstat()", path, e, SystemError.number(e) == 20 ? 409 : 404);
        }
        if (!status.isDirectory()) {
            Depth given = depth(Depth.ZERO, errors);
            if (given != Depth.ZERO && given != Depth.INFINITY) {
                throw DavException.refused(400, "\"Depth\" header must be 0 or infinity");
            }
            file(path);
            return 204;
        }
        if (!path.endsWith("/")) {
            throw DavException.refused(409, "DELETE \"" + path + "\" failed (21: Is a directory)");
        }
        if (depth(Depth.INFINITY, errors) != Depth.INFINITY) {
            throw DavException.refused(400, "\"Depth\" header must be infinity");
        }
        directory(path, errors);
        return 204;
    }

    private Depth depth(Depth byDefault, FileErrors errors) {
        Depth given = Depth.of(depth, byDefault);
        if (given == Depth.INVALID) {
            errors.add(LogLevel.ERROR, Depth.invalid(depth));
        }
        return given;
    }

    /** Deletes a file. */
    static void file(String path) throws DavException {
        try {
            FileCalls.unlink(path);
        } catch (IOException e) {
            throw DavException.of("unlink()", path, e, 404);
        }
    }

    /** Deletes a directory and everything in it. */
    static void directory(String path, FileErrors errors) throws DavException {
        String tree = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!new FileTree(new DeletedTree(errors), errors).walk(tree, path)) {
            throw DavException.logged();
        }
        try {
            FileCalls.rmdir(path);
        } catch (IOException e) {
            throw DavException.of("rmdir()", path, e, 404);
        }
    }
}
