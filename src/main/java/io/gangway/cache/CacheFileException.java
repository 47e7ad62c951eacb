package io.gangway.cache;

import java.io.Serial;

/** A file is not what its name says, or of another version; the response is fetched again. */
final class CacheFileException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean damaged;

    /**
     * @param damaged false for a file of another version of nginx
     * @param message in nginx's wording
     */
    CacheFileException(boolean damaged, String message) {
        super(message, null, false, false);
        this.damaged = damaged;
    }

    boolean isDamaged() {
        return damaged;
    }
}
