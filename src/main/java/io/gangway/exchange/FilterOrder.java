package io.gangway.exchange;

/** The order in which filters see the head of a response, as in nginx. */
public enum FilterOrder {
    /** {@code slice}. */
    SLICE(false),
    NOT_MODIFIED(false),
    /** {@code add_header}, {@code expires}. */
    HEADERS(false),
    /** {@code userid}. */
    USERID(false),
    GUNZIP(true),
    SUBSTITUTION(true),
    CHARSET(true),
    /** {@code ssi}. Included responses have passed the filters before it, and pass those after it with the page. */
    SSI(true),
    /**
     * {@code add_before_body}; after {@code ssi}, since added responses have passed the filters of a page on their own.
     */
    ADDITION(false),
    /** {@code brotli}; what it compresses, {@code gzip} leaves as it is. */
    BROTLI(false),
    GZIP(false),
    RANGE(false),
    /** Filters that need the final head. */
    TRAILERS(false),
    /** {@code limit_rate}. */
    RATE(false);

    private final boolean ofSubrequests;

    FilterOrder(boolean ofSubrequests) {
        this.ofSubrequests = ofSubrequests;
    }

    /** Whether the responses of subrequests pass this filter, too. */
    public boolean ofSubrequests() {
        return ofSubrequests;
    }
}
