package io.gangway.slice;

import io.gangway.content.Response;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Location;
import io.gangway.http.Fields;

/**
 * The slices of a response: which one is asked for, and where the response ends. Shared by an exchange and the
 * subrequests for its slices; confined to their loop.
 */
final class Slices {
    /** Read by {@link #of}. */
    static final AttachmentKey<Slices> KEY = new AttachmentKey<>("slices");

    private final Location location;
    private final long size;
    private String range;
    /** The position of the next slice. */
    private long start;

    /** The position after the last byte for the client, as the first slice told it; -1 before. */
    private long end = -1;

    /** Of the slices so far; null without one. */
    private String etag;

    /** Whether the current slice has arrived, or arrives. */
    private boolean present;

    /**
     * The slices of a request.
     *
     * @param location that of the request; as in nginx, an internal redirect ends its slices
     * @param first the position of the first byte that the client asks for
     */
    Slices(Location location, long size, long first) {
        this.location = location;
        this.size = size;
        start = size * (first / size);
        ask();
    }

    /** The slices of an exchange; null for none. */
    static Slices of(Exchange x) {
        Slices slices = x.get(KEY);
        return slices == null || slices.location != x.location() ? null : slices;
    }

    /**
     * The position of the first byte of a {@code Range} field with one range; 0 where that is not known, as for the
     * last bytes, or not certain, as with {@code If-Range}.
     */
    static long firstByte(Fields request) {
        String field = request.get("Range");
        if (field == null
                || !field.regionMatches(true, 0, "bytes=", 0, 6)
                || field.indexOf(',') >= 0
                || request.get("If-Range") != null) {
            return 0;
        }
        return Math.max(0, new RangeText(field, 6).number());
    }

    /** {@code $slice_range}: the range of the current slice. */
    String range() {
        return range;
    }

    /** The position of the next slice. */
    long start() {
        return start;
    }

    /** Whether the client needs another slice. */
    boolean isIncomplete() {
        return start < end;
    }

    /** Whether the current slice is valid so far. */
    boolean isPresent() {
        return present;
    }

    /** The current slice breaks off. */
    void broken() {
        present = false;
    }

    /** Asks for the next slice. */
    void next() {
        ask();
        present = false;
    }

    private void ask() {
        range = "bytes=" + start + "-" + (start + size - 1);
    }

    /**
     * Checks the head of the response for the current slice.
     *
     * @return null if it is what was asked for; else what is wrong, in nginx's words
     */
    String accept(Response response, ContentRange content) {
        if (etag != null && !etag.equals(response.etag())) {
            return "etag mismatch in slice response";
        }
        etag = response.etag() == null ? etag : response.etag();
        if (content == null) {
            return "invalid range in slice response";
        }
        if (content.length() < 0) {
            return "no complete length in slice response";
        }
        long expectedEnd = Math.min(content.start() + size, content.length());
        if (content.start() != start || content.end() != expectedEnd) {
            return "unexpected range in slice response: " + content.start() + "-" + content.end() + ", expected: "
                    + start + "-" + expectedEnd;
        }
        start = expectedEnd;
        end = end < 0 ? content.length() : end;
        present = true;
        return null;
    }

    /**
     * The client gets only this range: the slices before it are not asked for, nor those after it.
     *
     * @return the position of the next slice
     */
    long limit(ContentRange sent) {
        if (start + size <= sent.start()) {
            start = size * (sent.start() / size);
        }
        end = sent.end();
        return start;
    }
}
