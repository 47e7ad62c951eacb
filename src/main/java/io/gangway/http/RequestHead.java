package io.gangway.http;

/**
 * The head of a request, checked by nginx's rules. Immutable.
 *
 * <p>After a {@link BadMessageException} it holds what was known by then: strings may be empty and {@link #uri()} null.
 */
public final class RequestHead {
    /** Stands for a request that has not arrived yet. */
    public static final RequestHead NONE =
            new RequestHead("", "", null, ProtocolVersion.HTTP_1_1, null, null, Fields.EMPTY, 0, new RequestFacts());

    private final String method;
    private final String target;
    private final String protocol;
    private final ProtocolVersion version;
    private final String line;
    private final Target uri;
    private final Fields fields;
    private final int length;
    private final RequestFacts facts;

    RequestHead(
            String method,
            String target,
            String protocol,
            ProtocolVersion version,
            String line,
            Target uri,
            Fields fields,
            int length,
            RequestFacts facts) {
        this.method = method;
        this.target = target;
        this.protocol = protocol;
        this.version = version;
        this.line = line;
        this.uri = uri;
        this.fields = fields;
        this.length = length;
        this.facts = facts;
    }

    /** {@code $request_method}; interned for the usual ones. GET for an extended CONNECT. */
    public String method() {
        return method;
    }

    /** The target byte for byte as received, one char per byte. */
    public String target() {
        return target;
    }

    /** The version; 1.2 and later count as 1.1. */
    public ProtocolVersion version() {
        return version;
    }

    /**
     * {@code $server_protocol}: the version as the client wrote it; null when it wrote none, empty when it is not a
     * version.
     */
    public String protocol() {
        return protocol;
    }

    /**
     * {@code $request}: the request line without its end; after a malformed one, what precedes the first CR or LF. Null
     * when there is none: with HTTP/2 until the whole head has been understood.
     */
    public String line() {
        return line;
    }

    /** The target as nginx sees it. */
    public Target uri() {
        return uri;
    }

    /** The header fields, in order. */
    public Fields fields() {
        return fields;
    }

    /** The same head with other fields; what was derived from the client's fields stays. */
    public RequestHead withFields(Fields newFields) {
        return new RequestHead(method, target, protocol, version, line, uri, newFields, length, facts);
    }

    /**
     * The head's share of {@code $request_length}: bytes of request line and header with all line ends; with HTTP/2
     * bytes of the header block.
     */
    public int length() {
        return length;
    }

    /**
     * The host by which the server is chosen, and {@code $host}: that of the target, else of {@code Host}; null when
     * there is none.
     */
    public String host() {
        return facts.host() == null ? null : facts.host().name();
    }

    /** The port that was given with {@link #host()}, or 0. */
    public int port() {
        return facts.host() == null ? 0 : facts.host().port();
    }

    /** {@code Content-Length}, or -1. */
    public long contentLength() {
        return facts.contentLength();
    }

    /** Whether the body comes in chunks. */
    public boolean chunked() {
        return facts.chunked();
    }

    /** Whether the client wants to keep the connection: by version and {@code Connection}. */
    public boolean keepAlive() {
        return facts.keepAlive(version);
    }

    /** Whether the client waits for {@code 100 Continue} before it sends the body; as in nginx never with HTTP/2. */
    public boolean expectContinue() {
        return facts.expectContinue() && version == ProtocolVersion.HTTP_1_1;
    }

    /**
     * The first {@code Upgrade} value, or null; HTTP/2 has no upgrades (RFC 9113, 8.6), except for {@code websocket} of
     * an extended CONNECT.
     */
    public String upgrade() {
        return version == ProtocolVersion.HTTP_2_0 && !facts.isExtendedConnect() ? null : facts.upgrade();
    }

    /** Whether the client of an extended CONNECT has sent a {@code Sec-WebSocket-Key}, so that it expects a response to it. */
    public boolean hasOwnKey() {
        return facts.hasOwnKey();
    }

    /**
     * Whether the request opens a WebSocket on a stream of HTTP/2 (RFC 8441). Method and fields are those of an upgrade
     * with HTTP/1.1, with a {@code Sec-WebSocket-Key} of our own if there is none; {@link #line()} is the client's.
     */
    public boolean isExtendedConnect() {
        return facts.isExtendedConnect();
    }

    @Override
    public String toString() {
        return String.valueOf(line);
    }
}
