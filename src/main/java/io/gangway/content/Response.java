package io.gangway.content;

import io.gangway.http.Fields;

/**
 * The head of an answer in the making, nginx's {@code headers_out}. Owned by its exchange; changed by whoever answers and then
 * by the filters, until the door writes it. What the door or a filter must understand has a property of its own; all other
 * fields are in {@link #fields()}.
 */
public final class Response {
    /** A {@code Server} or {@code Date} that the answer goes without. */
    public static final String OMITTED = "";

    private int status;
    private String statusText;
    private String contentType;
    /** As a backend wrote it; null when it is put together from type and charset. */
    private String contentTypeText;

    private String charset;
    private long contentLength = -1;
    private long lastModified = -1;
    private String lastModifiedText;
    private String etag;
    private String location;
    private String server;
    private String date;
    private boolean rangesAllowed;
    private boolean singleRange;
    private String acceptRanges;
    private boolean conditional = true;
    private boolean headerOnly;
    private boolean headless;
    private boolean buffered = true;
    private final Fields.Builder fields = Fields.builder();

    /** An answer of that status. */
    public Response(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** Sets another status, with the reason phrase that nginx has for it. */
    public Response status(int newStatus) {
        status = newStatus;
        statusText = null;
        return this;
    }

    /** The status line behind the version, as a backend sent it ({@code 200 Fine}); null for nginx's own. */
    public String statusText() {
        return statusText;
    }

    public Response status(int newStatus, String text) {
        status = newStatus;
        statusText = text;
        return this;
    }

    /** {@code Content-Type} without its charset; null for none. */
    public String contentType() {
        return contentType;
    }

    public Response contentType(String type) {
        contentType = type;
        contentTypeText = null;
        return this;
    }

    /** A type as a backend wrote it; what stands before the first parameter that is a charset is the type. */
    public Response contentTypeField(String text) {
        contentType(text);
        for (int at = text.indexOf(';'); at >= 0; at = text.indexOf(';', at + 1)) {
            int from = at + 1;
            while (from < text.length() && text.charAt(from) == ' ') {
                from++;
            }
            if (text.regionMatches(true, from, "charset=", 0, 8)) {
                contentType = text.substring(0, at);
                contentTypeText = text;
                charset = unquoted(text.substring(from + 8));
                return this;
            }
        }
        return this;
    }

    /** As in nginx each quote goes for itself. */
    private static String unquoted(String name) {
        int from = name.startsWith("\"") ? 1 : 0;
        int to = name.endsWith("\"") ? name.length() - 1 : name.length();
        return name.substring(from, Math.max(from, to));
    }

    /** {@code Content-Type} as it is sent, with its charset; null for none. */
    public String contentTypeField() {
        if (contentTypeText != null || contentType == null || charset == null || charset.isEmpty()) {
            return contentTypeText != null ? contentTypeText : contentType;
        }
        return contentType + "; charset=" + charset;
    }

    /** The charset of the type, or null. */
    public String charset() {
        return charset;
    }

    public Response charset(String name) {
        charset = name;
        return this;
    }

    /** Bytes of the body, or -1 when not known. */
    public long contentLength() {
        return contentLength;
    }

    public Response contentLength(long length) {
        contentLength = length;
        return this;
    }

    /** Seconds since 1970, or -1. */
    public long lastModified() {
        return lastModified;
    }

    /** Sets the time of the last change, in seconds since 1970. */
    public Response lastModified(long seconds) {
        lastModified = seconds;
        lastModifiedText = null;
        return this;
    }

    /** {@code Last-Modified} as a backend wrote it; null when it is to be formatted from {@link #lastModified()}. */
    public String lastModifiedText() {
        return lastModifiedText;
    }

    public Response lastModified(long seconds, String text) {
        lastModified = seconds;
        lastModifiedText = text;
        return this;
    }

    /** {@code ETag} with its quotes, or null. */
    public String etag() {
        return etag;
    }

    public Response etag(String value) {
        etag = value;
        return this;
    }

    /** {@code Location}, or null; one that begins with a slash is made absolute by the door. */
    public String location() {
        return location;
    }

    public Response location(String uri) {
        location = uri;
        return this;
    }

    /** A backend's {@code Server} that was let pass; null for ours; {@link #OMITTED} for none. */
    public String server() {
        return server;
    }

    public Response server(String value) {
        server = value;
        return this;
    }

    /** A backend's {@code Date} that was let pass; null for ours; {@link #OMITTED} for none. */
    public String date() {
        return date;
    }

    public Response date(String value) {
        date = value;
        return this;
    }

    /** Whether the bytes are those of a whole resource of which a range may be given. */
    public boolean rangesAllowed() {
        return rangesAllowed;
    }

    public Response rangesAllowed(boolean allowed) {
        rangesAllowed = allowed;
        return this;
    }

    /** Whether a request for several ranges gets the whole, whatever {@code max_ranges} says. */
    public boolean singleRange() {
        return singleRange;
    }

    public Response singleRange(boolean single) {
        singleRange = single;
        return this;
    }

    /** {@code Accept-Ranges} as a backend wrote it; null for none. One that {@code add_header} brings is not this. */
    public String acceptRanges() {
        return acceptRanges;
    }

    public Response acceptRanges(String value) {
        acceptRanges = value;
        return this;
    }

    /** Whether the request's conditions are judged here; a backend has judged them for its answers already. */
    public boolean conditional() {
        return conditional;
    }

    public Response conditional(boolean judge) {
        conditional = judge;
        return this;
    }

    /** Whether no body follows: HEAD, 204, 304. The producer is then cancelled after the head. */
    public boolean headerOnly() {
        return headerOnly;
    }

    public Response headerOnly(boolean only) {
        headerOnly = only;
        return this;
    }

    /** Whether the bytes are sent without a head: an upstream's answer that had none (HTTP/0.9), passed on as nginx does. */
    public boolean headless() {
        return headless;
    }

    public Response headless(boolean bytesOnly) {
        headless = bytesOnly;
        return this;
    }

    /** All fields without a property of their own, in order. */
    public Fields.Builder fields() {
        return fields;
    }

    /** Whether bytes may be held back to send fewer, larger pieces; false for streams ({@code proxy_buffering off}). */
    public boolean buffered() {
        return buffered;
    }

    public Response buffered(boolean hold) {
        buffered = hold;
        return this;
    }

    /** What a filter calls that changes the bytes: length, ranges and a strong etag do not fit any more. */
    public void bytesChange() {
        contentLength = -1;
        rangesAllowed = false;
        acceptRanges = null;
        if (etag != null && !etag.startsWith("W/")) {
            etag = etag.startsWith("\"") ? "W/" + etag : null;
        }
    }
}
