package io.gangway.upstream;

import io.gangway.cache.CacheCounts.Status;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.http.Fields;
import io.gangway.http.HttpDate;

/**
 * What a cache did for the last pass of an exchange, for {@code $upstream_cache_*}. Owned by its exchange.
 */
public final class CacheOutcome {
    private static final AttachmentKey<CacheOutcome> KEY = new AttachmentKey<>("cache outcome");

    private Status status;
    private boolean revalidates;
    private long lastModified = -1;
    private String etag = "";
    /** Null unless the response came from the cache. */
    private Fields fields;

    /** An outcome that is not known yet, which replaces that of an earlier pass of the exchange. */
    public static CacheOutcome begin(Exchange x) {
        CacheOutcome outcome = new CacheOutcome();
        x.put(KEY, outcome);
        return outcome;
    }

    /** The exchange is passed on without a cache. */
    public static void none(Exchange x) {
        if (x.get(KEY) != null) {
            begin(x);
        }
    }

    /** {@code $upstream_cache_status}; null without one. */
    public Status status() {
        return status;
    }

    public void status(Status newStatus) {
        status = newStatus;
    }

    /**
     * A stale response is asked for again, by these validators.
     *
     * @param lastModified seconds since 1970; -1 for none
     * @param etag empty for none
     */
    public void revalidates(long lastModified, String etag) {
        revalidates = true;
        this.lastModified = lastModified;
        this.etag = etag;
    }

    /** The header fields of a response from the cache. */
    public void fields(Fields ofResponse) {
        fields = ofResponse;
    }

    /** The header fields of a response from the cache; null for another one. */
    static Fields fieldsOf(Exchange x) {
        CacheOutcome outcome = x.get(KEY);
        return outcome == null ? null : outcome.fields;
    }

    static String statusOf(Exchange x) {
        CacheOutcome outcome = x.get(KEY);
        return outcome == null || outcome.status == null ? null : outcome.status.name();
    }

    static String lastModifiedOf(Exchange x) {
        CacheOutcome outcome = x.get(KEY);
        return outcome == null || !outcome.asks() || outcome.lastModified == -1
                ? null
                : HttpDate.of(outcome.lastModified);
    }

    static String etagOf(Exchange x) {
        CacheOutcome outcome = x.get(KEY);
        return outcome == null || !outcome.asks() || outcome.etag.isEmpty() ? null : outcome.etag;
    }

    private boolean asks() {
        return revalidates && status == Status.EXPIRED;
    }
}
