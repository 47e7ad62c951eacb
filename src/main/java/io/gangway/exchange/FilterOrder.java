package io.gangway.exchange;

/** The order in which filters see the head of an answer, as nginx has them. */
public enum FilterOrder {
    NOT_MODIFIED(false),
    /** {@code add_header}, {@code expires}. */
    HEADERS(false),
    GUNZIP(true),
    SUBSTITUTION(true),
    CHARSET(true),
    /** {@code ssi}. What it includes went through the filters before, and goes on through those that follow. */
    SSI(true),
    /** {@code add_before_body}: behind {@code ssi}, for what is added went through a page's filters by itself. */
    ADDITION(false),
    GZIP(false),
    RANGE(false),
    /** What must know that nobody changes the head any more. */
    TRAILERS(false),
    /** {@code limit_rate}. */
    RATE(false);

    private final boolean ofSubrequests;

    FilterOrder(boolean ofSubrequests) {
        this.ofSubrequests = ofSubrequests;
    }

    /** Whether the answers of subrequests are filtered here, too. */
    public boolean ofSubrequests() {
        return ofSubrequests;
    }
}
