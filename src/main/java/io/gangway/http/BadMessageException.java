package io.gangway.http;

/**
 * A message that nginx refuses. It has no stack trace: a malformed message is an expected event, not a programming
 * error.
 *
 * <p>The text is nginx's log text with the action under way:
 * {@code client sent invalid method while reading client request line}.
 */
public final class BadMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    static final String REQUEST_LINE = "reading client request line";
    static final String REQUEST_HEADERS = "reading client request headers";
    static final String RESPONSE_HEADER = "reading response header from upstream";

    private final int status;

    /**
     * @param status nginx's internal status: 400, 405, 414, 494 (sent as 400), 501, 502, 505
     * @param text nginx's log text without the action
     * @param action the action under way, such as {@code reading client request line}; null when nginx names none
     */
    public BadMessageException(int status, String text, String action) {
        super(action == null ? text : text + " while " + action, null, false, false);
        this.status = status;
    }

    /**
     * The status for {@code error_page} and the log: 400, 405, 414, 494, 501 or 505; 502 for an upstream's response.
     */
    public int status() {
        return status;
    }

    /** The status that the client sees unless {@code error_page} changes it: {@link #status()}, but 400 for 494. */
    public int response() {
        return status == 494 ? 400 : status;
    }
}
