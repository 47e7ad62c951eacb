package io.gangway.dav;

import io.gangway.content.FileCalls;
import io.gangway.content.FileErrors;
import io.gangway.content.FileMove;
import io.gangway.exchange.Exchange;
import java.io.IOException;

/**
 * MKCOL: creates a directory.
 *
 * @param path without its final slash
 * @param access permission bits
 */
record MakeCollection(String path, int access) implements DavTask {
    static MakeCollection of(Exchange x, int access) throws DavException {
        DavHandler.refuseBody(x, "MKCOL with body is unsupported");
        if (!x.uri().endsWith("/")) {
            throw DavException.refused(409, "MKCOL can create a collection only");
        }
        String path = x.location().settings().root().file(x, x.uri());
        return new MakeCollection(path.substring(0, path.length() - 1), FileMove.directoryAccess(access));
    }

    @Override
    public int run(FileErrors errors) throws DavException {
        try {
            FileCalls.mkdir(path, access);
            return 201;
        } catch (IOException e) {
            throw DavException.of("mkdir()", path, e, 409);
        }
    }
}
