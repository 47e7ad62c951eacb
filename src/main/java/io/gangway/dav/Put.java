package io.gangway.dav;

import io.gangway.content.FileCalls;
import io.gangway.content.FileErrors;
import io.gangway.content.FileMove;
import io.gangway.content.RewindableBody;
import io.gangway.exchange.Exchange;
import io.gangway.http.HttpDate;
import java.io.IOException;

/**
 * PUT: moves the file of the request's body to where the URI maps to.
 *
 * @param move from the temporary file
 */
record Put(FileMove move) implements DavTask {
    /** Checks a request before its body is read. */
    static void check(Exchange x) throws DavException {
        if (x.uri().endsWith("/")) {
            throw DavException.refused(409, "cannot PUT to a collection");
        }
        if (x.head().fields().get("Content-Range") != null) {
            throw DavException.refused(501, "PUT with range is unsupported");
        }
    }

    static Put of(Exchange x, RewindableBody body, boolean createsPath, int access) throws DavException {
        // As in nginx, an empty body must be announced.
        boolean announced = x.head().contentLength() >= 0 || x.head().chunked();
        if (!announced || body.file() == null) {
            throw DavException.refused(500, "PUT request body must be in a file");
        }
        String date = x.head().fields().get("Date");
        String path = x.location().settings().root().file(x, x.uri());
        long time = date == null ? -1 : HttpDate.parse(date);
        return new Put(new FileMove(body.file().name(), path, access, access, time, createsPath, true));
    }

    @Override
    public int run(FileErrors errors) throws DavException {
        boolean exists = exists(errors);
        if (!move.run(errors)) {
            throw DavException.logged();
        }
        return exists ? 204 : 201;
    }

    private boolean exists(FileErrors errors) throws DavException {
        try {
            if (!FileCalls.stat(move.to()).isDirectory()) {
                return true;
            }
        } catch (IOException e) {
            // Moving the file fails too, unless it is only missing.
            return false;
        }
        throw DavException.refused(409, "\"" + move.to() + "\" could not be created (21: Is a directory)");
    }
}
