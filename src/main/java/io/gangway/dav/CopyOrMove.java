package io.gangway.dav;

import io.gangway.conf.SystemError;
import io.gangway.content.FileCalls;
import io.gangway.content.FileCopy;
import io.gangway.content.FileErrors;
import io.gangway.content.FileMove;
import io.gangway.content.FileStatus;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.DocumentRoot;
import io.gangway.exchange.Exchange;
import java.io.IOException;

/**
 * COPY and MOVE.
 *
 * @param method COPY or MOVE
 * @param uri of the source
 * @param destination as the client sent it
 * @param from ends with a slash if the URI does
 * @param to without a final slash
 * @param toCollection whether the destination ends with a slash
 * @param overwrites whether the destination may exist
 * @param access permission bits of files; for the directories that a MOVE creates
 */
record CopyOrMove(
        String method,
        String uri,
        String destination,
        String from,
        String to,
        boolean toCollection,
        boolean overwrites,
        int access)
        implements DavTask {
    static CopyOrMove of(Exchange x, int access) throws DavException {
        DavHandler.refuseBody(x, "COPY and MOVE with body are unsupported");
        CopyTarget destination = CopyTarget.of(x);
        checkDepth(x);
        boolean overwrites = overwrites(x);
        DocumentRoot root = x.location().settings().root();
        String from = mergeSlashes(root.file(x, x.uri()));
        String to = mergeSlashes(root.file(x, destination.uri()));
        boolean slash = to.endsWith("/");
        CopyOrMove task = new CopyOrMove(
                x.method(),
                x.uri(),
                destination.text(),
                from,
                slash ? to.substring(0, to.length() - 1) : to,
                slash,
                overwrites,
                access);
        task.refuseItself(destination.and(x));
        return task;
    }

    private static void checkDepth(Exchange x) throws DavException {
        Depth depth = Depth.of(Depth.text(x), Depth.INFINITY);
        if (depth == Depth.INVALID) {
            x.log(LogLevel.ERROR, Depth.invalid(Depth.text(x)));
        }
        boolean isCopy = x.method().equals("COPY");
        if (depth != Depth.INFINITY && !(isCopy && depth == Depth.ZERO)) {
            throw DavException.refused(400, "\"Depth\" header must be " + (isCopy ? "0 or infinity" : "infinity"));
        }
    }

    private static boolean overwrites(Exchange x) throws DavException {
        String text = x.head().fields().get("Overwrite");
        return switch (text == null ? "T" : text) {
            case "T", "t" -> true;
            case "F", "f" -> false;
            default -> throw DavException.refused(400, "client sent invalid \"Overwrite\" header: \"" + text + "\"");
        };
    }

    private static String mergeSlashes(String path) {
        return path.contains("//") ? path.replaceAll("//+", "/") : path;
    }

    /** As nginx does since 1.31: such a task would empty the file, or never end. */
    private void refuseItself(String both) throws DavException {
        String source = sourceWithoutSlash();
        if (source.equals(to)) {
            throw DavException.refused(403, both + " point to the same location");
        }
        if (toCollection && (to.startsWith(source + "/") || source.startsWith(to + "/"))) {
            throw DavException.refused(403, intoCollection());
        }
    }

    private String intoCollection() {
        return "\"" + uri + "\" could not be " + method + "ed to collection \"" + destination + "\"";
    }

    private String sourceWithoutSlash() {
        return from.endsWith("/") ? from.substring(0, from.length() - 1) : from;
    }

    @Override
    public int run(FileErrors errors) throws DavException {
        FileStatus target = target();
        FileStatus source;
        try {
            source = FileCalls.lstat(from);
        } catch (IOException e) {
            throw DavException.of("lstat()", from, e, 404);
        }
        if (!source.isDirectory()) {
            return file(source, errors);
        }
        if (!uri.endsWith("/")) {
            throw DavException.refused(400, "\"" + uri + "\" is collection");
        }
        if (target != null) {
            if (target.isDirectory()) {
                Delete.directory(to, errors);
            } else {
                Delete.file(to);
            }
        }
        return directory(source, errors);
    }

    /** What is at the destination; null for nothing. */
    private FileStatus target() throws DavException {
        FileStatus target;
        try {
            target = FileCalls.lstat(to);
        } catch (IOException e) {
            if (SystemError.number(e) == 2) {
                return null;
            }
            throw DavException.of("lstat()", to, e, 404);
        }
        if (target.isDirectory() && !toCollection) {
            throw DavException.refused(409, intoCollection());
        }
        if (!overwrites) {
            throw DavException.refused(412, "\"" + to + "\" could not be created (17: File exists)");
        }
        return target;
    }

    private int file(FileStatus source, FileErrors errors) throws DavException {
        boolean done;
        if (method.equals("MOVE")) {
            done = new FileMove(from, to, 0, access, -1, true, false).run(errors);
        } else {
            boolean link = source.kind() == FileStatus.Kind.LINK;
            done = new FileCopy(from, to, link ? 0 : source.access(), link ? -1 : source.modified()).run(errors);
        }
        if (!done) {
            throw DavException.logged();
        }
        return 204;
    }

    private int directory(FileStatus source, FileErrors errors) throws DavException {
        if (method.equals("MOVE") && isRenamed()) {
            return 201;
        }
        try {
            FileCalls.mkdir(to, source.access());
        } catch (IOException e) {
            throw DavException.of("mkdir()", to, e, 404);
        }
        String tree = sourceWithoutSlash();
        if (!new FileTree(new CopiedTree(tree, to, errors), errors).walk(tree, from)) {
            throw DavException.logged();
        }
        if (method.equals("MOVE")) {
            Delete.directory(from, errors);
        }
        return 201;
    }

    private boolean isRenamed() {
        try {
            FileCalls.rename(from, to);
            return true;
        } catch (IOException e) {
            // On another file system, usually: it is copied instead.
            return false;
        }
    }
}
