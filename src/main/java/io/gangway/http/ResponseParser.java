package io.gangway.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the heads of an upstream's responses as nginx's proxy module does. For one connection and one thread;
 * {@link #reset()} between heads, also after an interim one.
 *
 * <p>Interim heads are returned like others; nginx itself knows only 103 as one. Their fields are not interpreted.
 */
public final class ResponseParser {
    private static final String NO_STATUS_LINE = "upstream sent no valid HTTP/1.0 header";

    private final int size;
    private final boolean cgi;
    private final boolean gateway;
    private final HeadBytes bytes = new HeadBytes();
    private final StatusLine line = new StatusLine();
    private final FieldScanner scanner = new FieldScanner(true, true);

    private boolean lineDone;
    private boolean done;
    private boolean interim;
    private boolean needsStatusLine;
    private ProtocolVersion version = ProtocolVersion.HTTP_0_9;
    private ResponseFacts facts = new ResponseFacts();
    private Fields.Builder fields = Fields.builder();
    private List<String> notes = List.of();
    private ResponseHead head;

    /**
     * @param size {@code proxy_buffer_size}, bytes: the maximum length of a head
     */
    public ResponseParser(int size) {
        this(size, false, false);
    }

    private ResponseParser(int size, boolean cgi, boolean gateway) {
        this.size = size;
        this.cgi = cgi;
        this.gateway = gateway;
        reset();
    }

    /**
     * A parser for the head of a CGI response (RFC 3875, section 6), which has no status line but a field
     * {@code Status}. The body's framing is not in the head: {@link ResponseHead#chunked()} is false.
     *
     * @param size bytes: the maximum length of a head
     */
    public static ResponseParser cgi(int size) {
        return new ResponseParser(size, true, false);
    }

    /**
     * The same for a head that may also begin with a status line, as that of a uwsgi or SCGI server.
     *
     * @param size bytes: the maximum length of a head
     */
    public static ResponseParser gateway(int size) {
        return new ResponseParser(size, true, true);
    }

    /**
     * Continues reading. Consumes the bytes of the head and no byte after it, except for {@link #leftover()}. Once the
     * head is complete it does nothing until {@link #reset()}.
     *
     * @return true when a head is complete; it may be an interim one
     * @throws BadMessageException 502 when nginx would refuse the response
     */
    public boolean parse(ByteBuffer in) throws BadMessageException {
        while (!done) {
            if (bytes.position == bytes.limit) {
                if (bytes.limit == size) {
                    throw ResponseFacts.bad("upstream sent too big header");
                }
                if (!in.hasRemaining()) {
                    return false;
                }
                bytes.pull(in, size - bytes.limit);
            }
            if (lineDone ? fields() : gateway ? gatewayLine() : line()) {
                if (cgi) {
                    head = line.textEnd >= 0 ? lineHead() : cgiHead(fields.build());
                }
                done = true;
                if (version != ProtocolVersion.HTTP_0_9) {
                    bytes.giveBack(in);
                }
            } else if (bytes.position == size) {
                throw ResponseFacts.bad("upstream sent too big header");
            }
        }
        return true;
    }

    /** The head, after {@link #parse} returned true. */
    public ResponseHead head() {
        if (!done) {
            throw new IllegalStateException("head not complete");
        }
        if (head == null) {
            boolean http = version != ProtocolVersion.HTTP_0_9;
            head = new ResponseHead(
                    http ? line.status : 200,
                    http ? TargetParser.latin1(bytes.array, line.textStart, line.textEnd) : "200 OK",
                    version,
                    fields.build(),
                    facts.contentLength(),
                    facts.chunked(),
                    facts.close() || version != ProtocolVersion.HTTP_1_1);
        }
        return head;
    }

    private ResponseHead lineHead() {
        return new ResponseHead(
                line.status,
                TargetParser.latin1(bytes.array, line.textStart, line.textEnd),
                ProtocolVersion.HTTP_1_1,
                fields.build(),
                facts.contentLength(),
                false,
                facts.close());
    }

    private ResponseHead cgiHead(Fields all) throws BadMessageException {
        String text = all.get("Status");
        if (text == null) {
            text = all.contains("Location") ? "302 Moved Temporarily" : "200 OK";
        }
        if (!text.matches("(?s)[0-9]{3}.*")) {
            throw ResponseFacts.bad("upstream sent invalid status \"" + text + '"');
        }
        int status = Integer.parseInt(text.substring(0, 3));
        return new ResponseHead(
                status,
                text.length() > 3 ? text : Status.line(status),
                ProtocolVersion.HTTP_1_1,
                all,
                facts.contentLength(),
                false,
                facts.close());
    }

    /**
     * When there was no status line ({@link ProtocolVersion#HTTP_0_9}): the bytes read so far, which are the start of the body;
     * what is left in the caller's buffer follows them. Empty otherwise. Valid until {@link #reset()}.
     */
    public ByteBuffer leftover() {
        boolean http = !done || version != ProtocolVersion.HTTP_0_9;
        return ByteBuffer.wrap(bytes.array, 0, http ? 0 : bytes.limit);
    }

    /** The bytes of the head, once it is complete; none without a status line. */
    public byte[] raw() {
        return Arrays.copyOf(bytes.array, size());
    }

    /** Length of the head in bytes, once it is complete; 0 without a status line. */
    public int size() {
        return version == ProtocolVersion.HTTP_0_9 ? 0 : bytes.position;
    }

    /** What nginx logs about irregularities that it accepts; usually empty. */
    public List<String> notes() {
        return notes;
    }

    /** Makes the next head require a status line: a server that has sent one does not speak HTTP/0.9. */
    public void needStatusLine() {
        needsStatusLine = true;
    }

    /** Prepares for the next head. */
    public void reset() {
        bytes.reset();
        line.reset();
        scanner.reset();
        lineDone = cgi && !gateway;
        done = false;
        interim = false;
        needsStatusLine = false;
        version = cgi ? ProtocolVersion.HTTP_1_1 : ProtocolVersion.HTTP_0_9;
        facts = new ResponseFacts();
        fields = Fields.builder();
        notes = List.of();
        head = null;
    }

    /** The first line of a head that need not have a status line: what is no such line is a field. */
    private boolean gatewayLine() {
        StatusLine.Found found = line.scan(bytes);
        if (found == StatusLine.Found.NOT_HTTP) {
            bytes.position = 0;
            line.reset();
        }
        lineDone = found != StatusLine.Found.MORE;
        return false;
    }

    /** True when there is no status line: then everything is body, as in HTTP/0.9. */
    private boolean line() throws BadMessageException {
        switch (line.scan(bytes)) {
            case NOT_HTTP -> {
                if (needsStatusLine) {
                    throw ResponseFacts.bad(NO_STATUS_LINE);
                }
                note(NO_STATUS_LINE);
                return true;
            }
            case LINE -> {
                lineDone = true;
                version = line.version();
                interim = line.status >= 100 && line.status < 200 && line.status != 101;
                if (line.status == 103 && version != ProtocolVersion.HTTP_1_1) {
                    throw ResponseFacts.bad("upstream sent HTTP/1.0 response with early hints");
                }
            }
            default -> {}
        }
        return false;
    }

    private boolean fields() throws BadMessageException {
        while (true) {
            switch (scanner.scan(bytes)) {
                case LINE -> field();
                case MORE -> {
                    return false;
                }
                case END -> {
                    return true;
                }
                case BAD -> throw ResponseFacts.bad("upstream sent invalid header: \"" + scanner.offence(bytes) + '"');
            }
        }
    }

    private void field() throws BadMessageException {
        String name = scanner.name(bytes);
        String value = scanner.value(bytes);
        if (!interim) {
            facts.field(name, value);
            if (facts.ignored(name)) {
                Fields before = fields.build();
                int first = before.indexOf(name, 0);
                note(ResponseFacts.duplicate(name, value, before.name(first), before.value(first)) + ", ignored");
                return;
            }
        }
        fields.add(name, value);
    }

    private void note(String text) {
        if (notes.isEmpty()) {
            notes = new ArrayList<>();
        }
        notes.add(text + " while " + BadMessageException.RESPONSE_HEADER);
    }
}
