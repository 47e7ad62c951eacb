package io.gangway.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads request heads by nginx's rules, byte by byte if necessary. For one connection and one thread; {@link #reset()}
 * between requests.
 *
 * <p>The head is held in one array, but it is measured as if it were in nginx's buffers: a line must fit into one large
 * buffer, and the number of large buffers is limited.
 */
public final class RequestParser {
    /** The maximum length of a header line in nginx's log. */
    private static final int LOGGED = 2048 - 300;

    private final Limits limits;
    private final HeadBytes bytes = new HeadBytes();
    private final RequestLine line = new RequestLine();
    private final FieldScanner scanner;

    /** The index into {@link #bytes} at which nginx's current buffer would be full. */
    private int fence;

    /** The number of large buffers that nginx would be using. */
    private int busy;

    /** One past the last complete line, as an index into {@link #bytes}; what follows does not count yet. */
    private int counted;

    private boolean lineDone;
    private boolean done;
    private String method;
    private String target;
    private ProtocolVersion version;
    private Target uri;
    private RequestFacts facts;
    private Fields.Builder fields;
    private List<String> notes;
    private RequestHead head;

    /** A parser with the limits of a server. */
    public RequestParser(Limits limits) {
        this.limits = limits;
        this.scanner = new FieldScanner(limits.underscoresInHeaders(), false);
        reset();
    }

    /**
     * Continues reading. Consumes the bytes of the head and no byte after it. Once the head is complete it does nothing
     * until {@link #reset()}.
     *
     * @param in what was received; heap or direct
     * @return true when the head is complete
     * @throws BadMessageException when nginx would refuse the request; {@link #head()} then holds what is known
     */
    public boolean parse(ByteBuffer in) throws BadMessageException {
        while (!done) {
            if (bytes.position == bytes.limit) {
                if (!in.hasRemaining()) {
                    return false;
                }
                bytes.pull(in, fence - bytes.limit);
            }
            if (lineDone ? fields() : line()) {
                done = true;
                bytes.giveBack(in);
            } else if (bytes.position == fence) {
                overflow();
            }
        }
        return true;
    }

    /** The head: complete after {@link #parse} returned true, else what is known so far; never null. */
    public RequestHead head() {
        if (head != null) {
            return head;
        }
        int start = Math.max(line.start, 0);
        int end = line.end;
        if (end < 0) {
            end = start;
            while (line.start >= 0 && end < bytes.limit && bytes.array[end] != '\r' && bytes.array[end] != '\n') {
                end++;
            }
        }
        String text = TargetParser.latin1(bytes.array, start, end);
        int length = Math.max(counted - start, 0);
        RequestHead known =
                new RequestHead(method, target, protocol(), version, text, uri, fields.build(), length, facts);
        if (done) {
            head = known;
        }
        return known;
    }

    /** The number of bytes held of an incomplete head. */
    public int held() {
        return bytes.array.length;
    }

    private String protocol() {
        if (line.protocolStart < 0) {
            return null;
        }
        return line.end < 0 ? "" : KnownText.PROTOCOLS.text(bytes.array, line.protocolStart, line.end);
    }

    /** The current action, in nginx's words for the log. */
    public String action() {
        return lineDone ? BadMessageException.REQUEST_HEADERS : BadMessageException.REQUEST_LINE;
    }

    /** Whether any byte of a head has arrived; empty lines before it do not count. */
    public boolean started() {
        return line.started();
    }

    /** What nginx logs at level info about ignored lines; usually empty. */
    public List<String> notes() {
        return notes;
    }

    /** Prepares for the next request. */
    public void reset() {
        bytes.reset();
        line.reset();
        scanner.reset();
        fence = limits.headerBufferSize();
        busy = 0;
        counted = 0;
        lineDone = false;
        done = false;
        method = "";
        target = "";
        version = ProtocolVersion.HTTP_1_0;
        uri = null;
        facts = new RequestFacts();
        fields = Fields.builder();
        notes = List.of();
        head = null;
    }

    /** True when the request consists of its line only: HTTP/0.9. */
    private boolean line() throws BadMessageException {
        if (!line.scan(bytes)) {
            return false;
        }
        // Set before anything is refused: an invalid request of HTTP/0.9 gets a response without a head.
        String token = KnownText.METHODS.text(bytes.array, line.start, line.methodEnd);
        version = line.major == 0
                ? ProtocolVersion.HTTP_0_9
                : line.minor == 0 ? ProtocolVersion.HTTP_1_0 : ProtocolVersion.HTTP_1_1;
        if (version == ProtocolVersion.HTTP_0_9 && !token.equals("GET")) {
            throw RequestLine.bad("client sent invalid method in HTTP/0.9 request");
        }
        lineDone = true;
        counted = bytes.position;
        method = token;
        target = TargetParser.latin1(bytes.array, line.targetStart, line.targetEnd);
        uri = line.connect ? TargetParser.authority(target) : Target.parse(target, limits.mergeSlashes());
        if (uri.authority() != null) {
            facts.authority(uri.authority());
        }
        return version == ProtocolVersion.HTTP_0_9;
    }

    private boolean fields() throws BadMessageException {
        while (true) {
            switch (scanner.scan(bytes)) {
                case LINE -> {
                    counted = bytes.position;
                    field();
                }
                case MORE -> {
                    return false;
                }
                case END -> {
                    counted = bytes.position;
                    facts.complete(method, version, limits.allowConnect());
                    return true;
                }
                case BAD -> throw bad(400, "client sent invalid header line: \"" + scanner.offence(bytes) + '"');
            }
        }
    }

    private void field() throws BadMessageException {
        if (scanner.invalid && limits.ignoreInvalidHeaders()) {
            note("client sent invalid header line: \""
                    + TargetParser.latin1(bytes.array, scanner.nameStart, scanner.valueEnd)
                    + '"');
            return;
        }
        if (fields.size() >= limits.maxHeaders()) {
            throw bad(494, "client sent too many header lines");
        }
        String name = scanner.name(bytes);
        String value = scanner.value(bytes);
        facts.add(name, value, fields);
    }

    /** nginx's current buffer is full: a large one takes over, with the part of the current line that is there. */
    private void overflow() throws BadMessageException {
        boolean withinLine = lineDone ? scanner.withinLine() : line.started();
        if (!lineDone && !withinLine) {
            bytes.reset();
            return;
        }
        int start = !withinLine ? bytes.position : lineDone ? scanner.nameStart : line.start;
        boolean tooLong = withinLine && bytes.position - start >= limits.largeBufferSize();
        if (!tooLong && busy < limits.largeBuffers()) {
            busy++;
            fence = start + limits.largeBufferSize();
            return;
        }
        if (!lineDone) {
            throw new BadMessageException(414, "client sent too long URI", BadMessageException.REQUEST_LINE);
        }
        if (scanner.nameStart < 0) {
            throw bad(494, "client sent too large request");
        }
        int end = Math.min(bytes.position, scanner.nameStart + LOGGED);
        throw bad(
                494,
                "client sent too long header line: \"" + TargetParser.latin1(bytes.array, scanner.nameStart, end)
                        + "...\"");
    }

    private void note(String text) {
        if (notes.isEmpty()) {
            notes = new ArrayList<>();
        }
        notes.add(text + " while " + BadMessageException.REQUEST_HEADERS);
    }

    private static BadMessageException bad(int status, String text) {
        return new BadMessageException(status, text, BadMessageException.REQUEST_HEADERS);
    }
}
