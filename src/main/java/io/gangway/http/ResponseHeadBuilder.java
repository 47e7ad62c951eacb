package io.gangway.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Assembles the head of an HTTP/2 response, and its trailers, from their fields by nginx's rules (RFC 9113, 8.3). For one
 * response and one thread.
 */
public final class ResponseHeadBuilder {
    /**
     * Fields that belong to a connection of HTTP/1. They are left out, although they make a response malformed (RFC 9113,
     * 8.2.2): many backends send them, and nginx takes them.
     */
    private static final List<String> OF_CONNECTION =
            List.of("connection", "upgrade", "keep-alive", "proxy-connection");

    private static final String TRANSFER_ENCODING = "transfer-encoding";

    private static final String READING = "reading upstream";

    private final int size;
    private ResponseFacts facts = new ResponseFacts();
    private Fields.Builder fields = Fields.builder();
    private List<String> notes = List.of();
    private int left;
    private int status = -1;

    /**
     * Creates a builder.
     *
     * @param size maximum length of all names and values of a head or of trailers, in bytes
     */
    public ResponseHeadBuilder(int size) {
        this.size = size;
        left = size;
    }

    /**
     * Adds the next field of a head.
     *
     * @param name one char per byte, with its colon when it is a pseudo-header
     * @throws BadMessageException 502 when the response is malformed
     */
    public void field(String name, String value) throws BadMessageException {
        check(name, value, "header");
        if (name.charAt(0) == ':') {
            status(name, value);
            return;
        }
        if (status < 0) {
            throw ResponseFacts.bad("upstream sent no :status header");
        }
        if (OF_CONNECTION.contains(name)) {
            return;
        }
        if (name.equals(TRANSFER_ENCODING)) {
            throw invalid(name, value, "header");
        }
        if (!isInterim()) {
            facts.field(name, value);
            if (facts.ignored(name)) {
                note(name, value);
                return;
            }
        }
        fields.add(name, value);
    }

    /**
     * Adds the next field of the trailers.
     *
     * @throws BadMessageException 502 when it is malformed
     */
    public void trailer(String name, String value) throws BadMessageException {
        check(name, value, "trailer");
        if (name.charAt(0) == ':') {
            throw new BadMessageException(502, "upstream sent invalid trailer \"" + name + ": " + value + '"', READING);
        }
        if (!OF_CONNECTION.contains(name) && !name.equals(TRANSFER_ENCODING)) {
            fields.add(name, value);
        }
    }

    private void check(String name, String value, String what) throws BadMessageException {
        left -= name.length() + value.length();
        if (left < 0) {
            throw ResponseFacts.bad("upstream sent too big header");
        }
        boolean valid = !name.isEmpty();
        for (int i = 0; valid && i < name.length(); i++) {
            char c = name.charAt(i);
            valid = c > ' ' && c != 0x7f && !(c >= 'A' && c <= 'Z') && (c != ':' || i == 0);
        }
        if (!valid || value.indexOf('\0') >= 0 || value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw invalid(name, value, what);
        }
    }

    private static BadMessageException invalid(String name, String value, String what) {
        String text = "upstream sent invalid " + what + ": \"" + name + ": " + value + '"';
        return new BadMessageException(
                502, text, what.equals("header") ? BadMessageException.RESPONSE_HEADER : READING);
    }

    private void status(String name, String value) throws BadMessageException {
        if (!name.equals(":status") || fields.size() > 0) {
            throw ResponseFacts.bad("upstream sent invalid header \"" + name + ": " + value + '"');
        }
        if (status >= 0) {
            throw ResponseFacts.bad("upstream sent duplicate :status header");
        }
        if (value.length() != 3 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw ResponseFacts.bad("upstream sent invalid :status \"" + value + '"');
        }
        status = Integer.parseInt(value);
        if (status < 100 || status == 101) {
            throw ResponseFacts.bad("upstream sent unexpected :status \"" + value + '"');
        }
    }

    private boolean isInterim() {
        return status < 200;
    }

    /**
     * Completes a head. The builder then collects the next one after an interim response, else the trailers.
     *
     * @param ended whether nothing follows
     * @throws BadMessageException 502 when it is malformed
     */
    public ResponseHead complete(boolean ended) throws BadMessageException {
        if (status < 0) {
            throw ResponseFacts.bad("upstream sent no :status header");
        }
        if (isInterim() && ended) {
            throw ResponseFacts.bad("upstream prematurely closed stream");
        }
        ResponseHead head = ResponseHead.ofStream(status, fields.build(), facts.contentLength(), ended);
        facts = new ResponseFacts();
        fields = Fields.builder();
        left = size;
        status = -1;
        return head;
    }

    /** The trailers so far. */
    public Fields trailers() {
        return fields.build();
    }

    /** What nginx logs about irregularities that it accepts; usually empty. */
    public List<String> notes() {
        return notes;
    }

    private void note(String name, String value) {
        if (notes.isEmpty()) {
            notes = new ArrayList<>();
        }
        Fields before = fields.build();
        int first = before.indexOf(name, 0);
        notes.add(ResponseFacts.duplicate(name, value, before.name(first), before.value(first)) + ", ignored while "
                + BadMessageException.RESPONSE_HEADER);
    }
}
