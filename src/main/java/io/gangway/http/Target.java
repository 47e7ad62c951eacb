package io.gangway.http;

/**
 * nginx's view of a request target: the decoded, normalised path, and the parts as they were sent. Immutable.
 *
 * <p>Origin form ({@code /path?args}) and absolute form ({@code http://host/path?args}) are understood. {@code *} is
 * refused, as nginx refuses it.
 */
public final class Target {
    private final String path;
    private final String args;
    private final String unparsed;
    private final String authority;
    private final boolean valid;
    private final boolean quoted;
    private final boolean plus;

    Target(String path, String args, String unparsed, String authority, boolean valid, boolean quoted, boolean plus) {
        this.path = path;
        this.args = args;
        this.unparsed = unparsed;
        this.authority = authority;
        this.valid = valid;
        this.quoted = quoted;
        this.plus = plus;
    }

    /**
     * Reads a target of a request line.
     *
     * @param raw the target, one char per byte
     * @param mergeSlashes {@code merge_slashes}
     * @throws BadMessageException 400 when nginx would refuse it
     */
    public static Target parse(String raw, boolean mergeSlashes) throws BadMessageException {
        return TargetParser.parse(raw, mergeSlashes);
    }

    /** {@code $uri}: percent-decoded, dot segments resolved, slashes merged; starts with {@code /}. */
    public String path() {
        return path;
    }

    /** {@code $args} as sent, without the question mark; null when there is none, empty for a bare {@code ?}. */
    public String args() {
        return args;
    }

    /** {@code $request_uri}: path, args and fragment as sent; without scheme and host of an absolute target. */
    public String unparsed() {
        return unparsed;
    }

    /** Host and port of an absolute target (or of a CONNECT) as sent, not validated; null in origin form. */
    public String authority() {
        return authority;
    }

    /** nginx's {@code valid_unparsed_uri}: whether {@link #unparsed()} may be sent to a backend byte for byte. */
    public boolean validUnparsed() {
        return valid;
    }

    /** nginx's {@code quoted_uri}: the path had a {@code %XX}, so it must be escaped when it is sent on. */
    public boolean quoted() {
        return quoted;
    }

    /** nginx's {@code plus_in_uri}: the path has a {@code +}, so it must be escaped when it goes into arguments. */
    public boolean plus() {
        return plus;
    }

    @Override
    public String toString() {
        return unparsed;
    }
}
