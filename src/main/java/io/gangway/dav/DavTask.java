package io.gangway.dav;

import io.gangway.content.FileErrors;

/** The part of a request that changes files. Runs once, on the pool. */
@FunctionalInterface
interface DavTask {
    /** Returns the status of the response, 201 or 204; adds what failed without ending the request to the errors. */
    int run(FileErrors errors) throws DavException;
}
