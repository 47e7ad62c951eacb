package io.gangway.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Assembles the head of an HTTP/2 request from its fields by nginx's rules (RFC 9113, 8.3). For one request and one
 * thread. Takes no more fields after a {@link BadMessageException}.
 */
public final class HeadBuilder {
    private static final String COOKIE = "cookie";
    private static final String HOST = "host";

    /** Fields that an extended CONNECT cannot have, or whose values are our own. */
    private static final List<String> REPLACED = List.of(
            "content-length",
            "transfer-encoding",
            "keep-alive",
            "proxy-connection",
            "upgrade",
            "connection",
            "sec-websocket-accept");

    private static final String CONNECT = "CONNECT";
    private static final String VERSION = "sec-websocket-version";
    private static final String KEY = "sec-websocket-key";

    private final Limits limits;
    private final boolean extendedConnect;
    private final RequestFacts facts = new RequestFacts();
    private final Fields.Builder fields = Fields.builder();
    private List<String> notes = List.of();
    private String method;
    private String path;
    private String scheme;
    private String authority;
    private String protocol;
    private Target uri;
    private StringBuilder cookies;
    private int length;
    private int decoded;
    private String line;

    /**
     * A builder with the limits of a server.
     *
     * @param extendedConnect whether {@code :protocol} is known (RFC 8441)
     */
    public HeadBuilder(Limits limits, boolean extendedConnect) {
        this.limits = limits;
        this.extendedConnect = extendedConnect;
    }

    /** Adds to the length of the header block, in bytes. */
    public void length(int more) {
        length += more;
    }

    /** Length of all names and values so far, decompressed, in characters. */
    public int decoded() {
        return decoded;
    }

    /** What nginx logs at level info about ignored fields; usually empty. */
    public List<String> notes() {
        return notes;
    }

    /**
     * Adds the next field.
     *
     * @param name one char per byte, with its colon when it is a pseudo-header
     * @throws BadMessageException when nginx would refuse the request
     */
    public void field(String name, String value) throws BadMessageException {
        decoded += name.length() + value.length();
        boolean valid = check(name, value);
        if (name.charAt(0) == ':') {
            pseudo(name.substring(1), value);
        } else if (!valid && limits.ignoreInvalidHeaders()) {
            note("client sent invalid header: \"" + name + '"');
        } else if (name.equals(COOKIE)) {
            cookie(value);
        } else {
            if (fields.size() >= limits.maxHeaders()) {
                throw new BadMessageException(
                        494, "client sent too many header lines", BadMessageException.REQUEST_HEADERS);
            }
            facts.add(name, value, fields);
        }
    }

    /** False when nginx considers the name invalid. */
    private boolean check(String name, String value) throws BadMessageException {
        boolean valid = true;
        for (int i = name.charAt(0) == ':' ? 1 : 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c == 0x7f || c == ':' || c >= 'A' && c <= 'Z') {
                throw bad("client sent invalid header name: \"" + name + '"');
            }
            valid &= c >= 'a' && c <= 'z'
                    || c == '-'
                    || c >= '0' && c <= '9'
                    || c == '_' && limits.underscoresInHeaders();
        }
        if (value.indexOf('\0') >= 0 || value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw bad("client sent header \"" + name + "\" with invalid value: \"" + value + '"');
        }
        return valid;
    }

    private void pseudo(String name, String value) throws BadMessageException {
        switch (name) {
            case "path" -> {
                once(name, path, value);
                if (value.charAt(0) != '/' || hasControl(value)) {
                    throw bad("client sent invalid :path header: \"" + value + '"');
                }
                path = value;
                uri = target(value);
            }
            case "method" -> {
                once(name, method, value);
                method = value;
                if (!value.chars().allMatch(c -> c >= 'A' && c <= 'Z' || c == '_' || c == '-')) {
                    throw bad("client sent invalid method: \"" + value + '"');
                }
            }
            case "scheme" -> {
                once(name, scheme, value);
                scheme = value;
                if (!isScheme(value)) {
                    throw bad("client sent invalid :scheme header: \"" + value + '"');
                }
            }
            case "authority" -> authority(value);
            case "protocol" -> protocol(value);
            default -> throw unknown(name);
        }
    }

    private void protocol(String value) throws BadMessageException {
        if (!extendedConnect) {
            throw unknown("protocol");
        }
        once("protocol", protocol, value);
        protocol = value;
    }

    private static BadMessageException unknown(String name) {
        return bad("client sent unknown pseudo-header \":" + name + '"');
    }

    private static void once(String name, String before, String value) throws BadMessageException {
        if (before != null) {
            throw bad("client sent duplicate :" + name + " header");
        }
        if (value.isEmpty()) {
            throw bad("client sent empty :" + name + " header");
        }
    }

    /** Whether a path has control characters; a space counts as one. */
    private static boolean hasControl(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    private Target target(String raw) throws BadMessageException {
        try {
            return Target.parse(raw, limits.mergeSlashes());
        } catch (BadMessageException e) {
            throw bad("client sent invalid request");
        }
    }

    private static boolean isScheme(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
                return false;
            }
        }
        return true;
    }

    private void authority(String value) throws BadMessageException {
        if (authority != null) {
            throw bad("client sent duplicate \":authority\" header");
        }
        authority = value;
        Host named = Host.parse(value);
        if (named == null) {
            throw bad("client sent invalid \":authority\" header");
        }
        facts.authority(named);
    }

    /** A browser may send one field for each cookie (RFC 9113, 8.2.3); backends must see one line. */
    private void cookie(String value) {
        if (cookies == null) {
            cookies = new StringBuilder(value);
        } else {
            cookies.append("; ").append(value);
        }
    }

    /**
     * Completes the head.
     *
     * @param ended whether no body follows
     * @throws BadMessageException when nginx would refuse the request; {@link #head()} then holds what is known
     */
    public RequestHead complete(boolean ended) throws BadMessageException {
        if (method == null || scheme == null || path == null) {
            throw bad(
                    "client sent no :" + (method == null ? "method" : scheme == null ? "scheme" : "path") + " header");
        }
        line = method + ' ' + path + ' ' + ProtocolVersion.HTTP_2_0;
        if (cookies != null) {
            fields.add(COOKIE, cookies.toString());
        }
        host();
        body(ended);
        if (protocol != null) {
            connect();
        } else if (method.equals(CONNECT) || method.equals("TRACE")) {
            throw new BadMessageException(
                    405, "client sent " + method + " method", BadMessageException.REQUEST_HEADERS);
        }
        return head();
    }

    /** Makes the fields those of an upgrade with HTTP/1.1, so that all rules hold for both (RFC 8441, 5). */
    private void connect() throws BadMessageException {
        if (!method.equals(CONNECT)) {
            throw bad("client sent \":protocol\" header with method " + method);
        }
        if (facts.contentLength() > 0) {
            throw bad("client sent CONNECT request with body");
        }
        if (!protocol.equalsIgnoreCase("websocket")) {
            throw new BadMessageException(
                    501,
                    "client sent CONNECT request with unknown protocol \"" + protocol + '"',
                    BadMessageException.REQUEST_HEADERS);
        }
        REPLACED.forEach(fields::remove);
        if (fields.build().get(VERSION) == null) {
            // https://github.com/haproxy/haproxy/issues/2244: Firefox does not send it. This can go when it does.
            fields.add(VERSION, "13");
        }
        fields.add("upgrade", "websocket");
        fields.add("connection", "upgrade");
        // undici 7 sends a key, which RFC 8441 does without, and expects that it is accepted.
        List<String> keys = fields.build().all(KEY);
        boolean key = keys.size() == 1 && WebSocketKey.isValid(keys.get(0));
        if (!key) {
            fields.remove(KEY).add(KEY, WebSocketKey.create());
        }
        facts.extendedConnect(key);
        method = "GET";
    }

    private void host() throws BadMessageException {
        if (facts.host() == null) {
            throw bad("client sent neither \":authority\" nor \"Host\" header");
        }
        if (authority == null) {
            return;
        }
        String host = fields.build().get(HOST);
        if (host == null) {
            fields.add(HOST, authority);
        } else if (!host.equals(authority)) {
            throw bad("client sent \":authority\" and \"Host\" headers with different values");
        }
    }

    private void body(boolean ended) throws BadMessageException {
        long declared = facts.readLength();
        if (declared > 0 && ended) {
            throw bad("client prematurely closed stream");
        }
        if (declared < 0 && !ended) {
            facts.unknownLength();
        }
    }

    /** The head as far as it is known. */
    public RequestHead head() {
        return new RequestHead(
                method == null ? "" : method,
                path == null ? "" : path,
                ProtocolVersion.HTTP_2_0.text(),
                ProtocolVersion.HTTP_2_0,
                line,
                uri,
                fields.build(),
                length,
                facts);
    }

    private void note(String text) {
        if (notes.isEmpty()) {
            notes = new ArrayList<>();
        }
        notes.add(text + " while " + BadMessageException.REQUEST_HEADERS);
    }

    private static BadMessageException bad(String text) {
        return new BadMessageException(400, text, BadMessageException.REQUEST_HEADERS);
    }
}
