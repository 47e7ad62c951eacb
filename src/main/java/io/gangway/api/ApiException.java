package io.gangway.api;

/** A request that the API refuses, with the code that nginx Plus documents for it. */
final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    ApiException(int status, String code, String text) {
        super(text, null, false, false);
        this.status = status;
        this.code = code;
    }

    static ApiException pathNotFound() {
        return new ApiException(404, "PathNotFound", "path not found");
    }

    static ApiException unknownVersion() {
        return new ApiException(404, "UnknownVersion", "unknown version");
    }

    /** The status of the response. */
    int status() {
        return status;
    }

    /** The code, for programs. */
    String code() {
        return code;
    }
}
