package io.gangway.http;

/** The head of an upstream's response, checked by nginx's rules. Immutable. */
public final class ResponseHead {
    private final int status;
    private final String statusText;
    private final ProtocolVersion version;
    private final Fields fields;
    private final long contentLength;
    private final boolean chunked;
    private final boolean close;
    private final boolean ended;

    ResponseHead(
            int status,
            String statusText,
            ProtocolVersion version,
            Fields fields,
            long contentLength,
            boolean chunked,
            boolean close) {
        this(status, statusText, version, fields, contentLength, chunked, close, false);
    }

    private ResponseHead(
            int status,
            String statusText,
            ProtocolVersion version,
            Fields fields,
            long contentLength,
            boolean chunked,
            boolean close,
            boolean ended) {
        this.status = status;
        this.statusText = statusText;
        this.version = version;
        this.fields = fields;
        this.contentLength = contentLength;
        this.chunked = chunked;
        this.close = close;
        this.ended = ended;
    }

    /** Of HTTP/2, where END_STREAM ends a body; {@code ended} when it came with the head. */
    static ResponseHead ofStream(int status, Fields fields, long contentLength, boolean ended) {
        return new ResponseHead(
                status, Status.line(status), ProtocolVersion.HTTP_2_0, fields, contentLength, false, false, ended);
    }

    /** This head, with the length 0 if its stream ended with it and no length was announced. */
    public ResponseHead withLength() {
        return ended && contentLength < 0 ? ofStream(status, fields, 0, true) : this;
    }

    /** The 101 of an upgrade, instead of this head of HTTP/2 that accepts an extended CONNECT (RFC 8441). */
    public ResponseHead switching(Fields newFields) {
        return new ResponseHead(101, "101 Switching Protocols", ProtocolVersion.HTTP_1_1, newFields, -1, false, false);
    }

    /** Of a response without a head, as in HTTP/0.9. */
    public static ResponseHead none() {
        return new ResponseHead(200, "200 OK", ProtocolVersion.HTTP_0_9, Fields.EMPTY, -1, false, true);
    }

    /** The status, 000 to 999. */
    public int status() {
        return status;
    }

    /** Status and phrase as received, such as {@code 200 OK}: nginx passes this text on. */
    public String statusText() {
        return statusText;
    }

    /** The version; {@link ProtocolVersion#HTTP_0_9} when there was no status line: then everything is body. */
    public ProtocolVersion version() {
        return version;
    }

    /** The fields in order; duplicates that nginx ignores are left out. */
    public Fields fields() {
        return fields;
    }

    /** {@code Content-Length}, or -1. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether the body comes in chunks. */
    public boolean chunked() {
        return chunked;
    }

    /** Whether the connection can be reused after this response: HTTP/1.1, no {@code close}, not 101. */
    public boolean keepAlive() {
        return !close && status != 101;
    }

    /** Whether this is an interim response (1xx except 101): another head follows. */
    public boolean interim() {
        return status >= 100 && status < 200 && status != 101;
    }

    /** Whether a body follows, given the method of the request (RFC 9112, 6.3). Over HTTP/2 it may be empty. */
    public boolean hasBody(String method) {
        return mayHaveBody(method) && (version == ProtocolVersion.HTTP_2_0 ? !ended : contentLength != 0);
    }

    private boolean mayHaveBody(String method) {
        return !("HEAD".equals(method) || status == 204 || status == 304 || status >= 100 && status < 200);
    }

    /** Whether an HTTP/2 stream has ended although this head announces a body. */
    public boolean lacksBody(String method) {
        return ended && contentLength > 0 && mayHaveBody(method);
    }

    /** Whether the body, if there is one, ends when the connection is closed. */
    public boolean untilClose() {
        return !chunked && contentLength < 0;
    }
}
