package io.gangway.content;

import io.gangway.http.Fields;

/**
 * The head of a response before it is sent, nginx's {@code headers_out}. Owned by its exchange; set by the handler,
 * then changed by the filters, until the stream writes it. Fields that streams and filters must understand have a
 * property of their own; all others are in {@link #fields()}.
 */
public final class Response {
    private static final String ETAG = "ETag";
    private static final String LAST_MODIFIED = "Last-Modified";
    private static final String ACCEPT_RANGES = "Accept-Ranges";

    /** Value of {@code Server} or {@code Date} that omits the field. */
    public static final String OMITTED = "";

    private int status;
    private String statusText;
    private String contentType;
    /** As an upstream sent it; null to build it from type and charset. */
    private String contentTypeText;

    private String charset;
    private long contentLength = -1;
    private long contentOffset;
    private long lastModified = -1;
    private String lastModifiedText;
    private String etag;
    private String etagName = ETAG;
    private String lastModifiedName = LAST_MODIFIED;
    private String acceptRangesName = ACCEPT_RANGES;
    private String location;
    private String server;
    private String date;
    private boolean rangesAllowed;
    private boolean singleRange;
    private String acceptRanges;
    /** Where an upstream's Last-Modified, ETag and Accept-Ranges are; our own come first, in this order. */
    private int lastModifiedAt;

    private int etagAt = 1;
    private int acceptRangesAt = 2;
    private int placed;
    private boolean conditional = true;
    private boolean headerOnly;
    private boolean headless;
    private boolean buffered = true;
    private final Fields.Builder fields = Fields.builder();

    /** A response with that status. */
    public Response(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** Sets the status, with nginx's reason phrase. */
    public Response status(int newStatus) {
        status = newStatus;
        statusText = null;
        return this;
    }

    /** The status line after the version, as an upstream sent it ({@code 200 Fine}); null for nginx's own. */
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

    /**
     * Sets {@code Content-Type} as an upstream sent it; the text before the first charset parameter becomes the type.
     */
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

    /** The same, where filters by type match {@code type}, without the parameters of the text. */
    public Response contentTypeField(String type, String text) {
        contentTypeField(text);
        contentType = type;
        contentTypeText = text;
        return this;
    }

    /** As in nginx, an opening or a closing quote is removed even without the other one. */
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

    /** Length of the body in bytes, or -1 when unknown. */
    public long contentLength() {
        return contentLength;
    }

    public Response contentLength(long length) {
        contentLength = length;
        return this;
    }

    /**
     * The position in the whole of the first byte that the producer writes; not 0 for a part of it. While ranges are
     * allowed, {@link #contentLength()} is the length of the whole.
     */
    public long contentOffset() {
        return contentOffset;
    }

    public Response contentOffset(long position) {
        contentOffset = position;
        return this;
    }

    /** Seconds since 1970, or -1. */
    public long lastModified() {
        return lastModified;
    }

    /** Sets the time of the last modification, in seconds since 1970. */
    public Response lastModified(long seconds) {
        lastModified = seconds;
        lastModifiedText = null;
        return this;
    }

    /** {@code Last-Modified} as an upstream sent it; null to format it from {@link #lastModified()}. */
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

    /** {@code Location}, or null; the stream makes it absolute when it begins with a slash. */
    public String location() {
        return location;
    }

    public Response location(String uri) {
        location = uri;
        return this;
    }

    /** An upstream's {@code Server} that is passed on; null for our own; {@link #OMITTED} for none. */
    public String server() {
        return server;
    }

    public Response server(String value) {
        server = value;
        return this;
    }

    /** An upstream's {@code Date} that is passed on; null for our own; {@link #OMITTED} for none. */
    public String date() {
        return date;
    }

    public Response date(String value) {
        date = value;
        return this;
    }

    /** Whether the body is a whole resource that may be sent in ranges. */
    public boolean rangesAllowed() {
        return rangesAllowed;
    }

    public Response rangesAllowed(boolean allowed) {
        rangesAllowed = allowed;
        return this;
    }

    /** Whether a request for several ranges gets the whole body, regardless of {@code max_ranges}. */
    public boolean singleRange() {
        return singleRange;
    }

    public Response singleRange(boolean single) {
        singleRange = single;
        return this;
    }

    /**
     * {@code Accept-Ranges} as an upstream sent it; null for none. A field set by {@code add_header} is not stored
     * here.
     */
    public String acceptRanges() {
        return acceptRanges;
    }

    public Response acceptRanges(String value) {
        acceptRanges = value;
        return this;
    }

    /**
     * An upstream sent its Last-Modified after those fields that this response has now. The client gets it in that place;
     * our own comes first.
     */
    public Response lastModifiedHere() {
        return lastModifiedHere(LAST_MODIFIED);
    }

    /** The same with the name as the upstream wrote it. */
    public Response lastModifiedHere(String name) {
        lastModifiedName = name;
        lastModifiedAt = here();
        return this;
    }

    /** The name of {@link #lastModifiedText()}, as it is sent over HTTP/1. */
    public String lastModifiedName() {
        return lastModifiedName;
    }

    /** The same for ETag. */
    public Response etagHere() {
        return etagHere(ETAG);
    }

    /** The same with the name as the upstream wrote it. */
    public Response etagHere(String name) {
        etagName = name;
        etagAt = here();
        return this;
    }

    /** The name of {@link #etag()}, as it is sent over HTTP/1. */
    public String etagName() {
        return etagName;
    }

    /** The same for Accept-Ranges. */
    public Response acceptRangesHere() {
        return acceptRangesHere(ACCEPT_RANGES);
    }

    /** The same with the name as the upstream wrote it. */
    public Response acceptRangesHere(String name) {
        acceptRangesName = name;
        acceptRangesAt = here();
        return this;
    }

    /** The name of {@link #acceptRanges()}, as it is sent over HTTP/1. */
    public String acceptRangesName() {
        return acceptRangesName;
    }

    /** Removes all fields of this name; the others keep their order. */
    public Response removeField(String name) {
        Fields before = fields.build();
        lastModifiedAt -= removed(before, name, lastModifiedAt);
        etagAt -= removed(before, name, etagAt);
        acceptRangesAt -= removed(before, name, acceptRangesAt);
        fields.remove(name);
        return this;
    }

    private static int removed(Fields fields, String name, int at) {
        int n = 0;
        for (int i = fields.indexOf(name, 0); i >= 0 && i < at >> 2; i = fields.indexOf(name, i + 1)) {
            n++;
        }
        return n << 2;
    }

    private int here() {
        return fields.size() << 2 | placed++;
    }

    /**
     * The place of Last-Modified: the number of {@link #fields} before it, times four, plus the number of the two other
     * fields of this kind that were placed before it.
     */
    public int lastModifiedAt() {
        return lastModifiedAt;
    }

    /** The place of ETag. */
    public int etagAt() {
        return etagAt;
    }

    /** The place of Accept-Ranges. */
    public int acceptRangesAt() {
        return acceptRangesAt;
    }

    /** Whether the request's conditions are evaluated here; false for a response whose upstream has evaluated them. */
    public boolean conditional() {
        return conditional;
    }

    public Response conditional(boolean judge) {
        conditional = judge;
        return this;
    }

    /** Whether the response has no body: HEAD, 204, 304. The producer is cancelled after the head. */
    public boolean headerOnly() {
        return headerOnly;
    }

    public Response headerOnly(boolean only) {
        headerOnly = only;
        return this;
    }

    /** Whether the body is sent without a head, as nginx passes on an upstream's response that had none (HTTP/0.9). */
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

    /**
     * Whether bytes may be held back to send fewer, larger pieces; false for streaming ({@code proxy_buffering off}).
     */
    public boolean buffered() {
        return buffered;
    }

    public Response buffered(boolean hold) {
        buffered = hold;
        return this;
    }

    /** Called by a filter that changes the bytes: removes length and ranges, and makes a strong etag weak. */
    public void bodyChanged() {
        contentLength = -1;
        rangesAllowed = false;
        acceptRanges = null;
        if (etag != null && !etag.startsWith("W/")) {
            etag = etag.startsWith("\"") ? "W/" + etag : null;
        }
    }
}
