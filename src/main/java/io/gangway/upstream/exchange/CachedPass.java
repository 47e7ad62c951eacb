package io.gangway.upstream.exchange;

import io.gangway.cache.CacheAccess;
import io.gangway.cache.CacheCounts.Status;
import io.gangway.cache.CacheFile;
import io.gangway.cache.CacheHeader;
import io.gangway.cache.CacheKey;
import io.gangway.cache.CacheWriter;
import io.gangway.cache.CacheZone;
import io.gangway.content.BytesProducer;
import io.gangway.content.Producer;
import io.gangway.content.Response;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.http.BadMessageException;
import io.gangway.http.Fields;
import io.gangway.http.HttpDate;
import io.gangway.http.ResponseHead;
import io.gangway.upstream.CacheOutcome;
import io.gangway.upstream.cache.CacheRules;
import io.gangway.upstream.cache.Freshness;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Uses a cache for one pass, as nginx does: looks for a stored response before the first peer is chosen, sends it if it
 * is fresh or may be sent although it is not, and decides whether the response of the upstream is stored. Confined to
 * its loop; owned by its {@link UpstreamPass}.
 */
final class CachedPass {
    private static final int MILLIS = 1000;
    /** Room that nginx requires for a head after the key. */
    private static final int MIN_HEAD = 256;

    private static final int KIB = 1024;

    /** How long a failed pass must have taken, and how much of that counts; see {@link #spare}. */
    private static final long MIN_SPARED_MILLIS = 1000;

    private static final long MAX_SPARED_MILLIS = 60_000;

    private final PassSettings settings;
    private final CacheRules rules;
    private final UpstreamRequest request;
    private final Exchange x;
    private final UpstreamPass owner;
    private final CacheOutcome outcome;
    private final long startedMillis;

    /** Null while the cache is not used; not changed after {@link #close}. */
    private CacheZone zone;

    private CacheAccess access;
    /** Whether the response is only fetched to be stored: its client got the old one. */
    private boolean background;
    /** What the fields of the upstream's response say; null before it is received. */
    private Freshness freshness;

    CachedPass(PassSettings settings, UpstreamRequest request, UpstreamPass owner) {
        this.settings = settings;
        this.request = request;
        this.owner = owner;
        rules = settings.cache;
        x = request.exchange();
        outcome = CacheOutcome.begin(x);
        startedMillis = x.loop().monotonicMillis();
    }

    // ---- before the first peer

    /** Looks for the response, and sends it or lets the pass proceed. */
    void start() {
        boolean purges = Template.any(rules.purge(), x);
        String name = purges || rules.isCached(x.method()) ? rules.zoneName(x) : null;
        if (name == null) {
            owner.proceed();
            return;
        }
        zone = rules.zones().get(name);
        if (zone == null) {
            x.log(LogLevel.ERROR, "cache \"" + name + "\" not found");
            owner.end(500);
            return;
        }
        if (purges) {
            purge();
            return;
        }
        if (rules.convertHead() && x.method().equals("HEAD")) {
            request.convertHead();
        }
        CacheKey key = new CacheKey(keyText());
        if (key.headerStart() + MIN_HEAD > settings.headSize()) {
            tooLong(key);
            zone = null;
            owner.proceed();
            return;
        }
        access = zone.access(x.loop(), key, x.head().fields(), rules.access(), x::log);
        request.cacheable(settings.headSize() - key.headerStart());
        if (Template.any(rules.bypass(), x)) {
            outcome.status(Status.BYPASS);
            owner.proceed();
            return;
        }
        outcome.status(Status.MISS);
        open();
    }

    private String keyText() {
        return rules.key() == null ? request.defaultCacheKey() : rules.key().render(x);
    }

    private void tooLong(CacheKey key) {
        int needed = (key.headerStart() + MIN_HEAD + KIB - 1) / KIB * KIB;
        x.log(
                LogLevel.ERROR,
                settings.directives.name("buffer_size") + " " + settings.headSize()
                        + " is not enough for cache key, it should be increased to at least " + needed);
    }

    private void purge() {
        boolean found = zone.purge(x.loop(), keyText(), x::log);
        zone = null;
        if (found) {
            owner.respond(new Response(204), new BytesProducer(""));
        } else {
            owner.end(404);
        }
    }

    private void open() {
        switch (access.open(() -> owner.guard(this::open))) {
            case HIT -> sendOrFetch(Status.HIT);
            case STALE -> {
                if (mayWaitForUpdate() && rules.backgroundUpdate() && hasNoBody()) {
                    updateInBackground();
                } else {
                    expired();
                }
            }
            case UPDATING -> {
                if (mayWaitForUpdate()) {
                    sendOrFetch(Status.UPDATING);
                } else {
                    expired();
                }
            }
            case SPARED -> sendOrFetch(Status.STALE);
            case MISS -> fetch();
            case SCARCE -> {
                request.notCacheable();
                owner.proceed();
            }
            case WAIT -> {}
            case ERROR -> {
                outcome.status(Status.HIT);
                owner.end(access.error());
            }
            case FAILED -> owner.end(500);
        }
    }

    private boolean mayWaitForUpdate() {
        return !background && ((rules.stale() & NextUpstream.UPDATING) != 0 || access.isStaleWhileUpdating());
    }

    /** A body cannot be sent once more in the background. */
    private boolean hasNoBody() {
        return x.head().contentLength() <= 0 && !x.head().chunked();
    }

    /** Fetches a response that replaces the one that was found. */
    private void expired() {
        outcome.status(Status.EXPIRED);
        if (rules.revalidate()) {
            CacheHeader header = access.file().header();
            outcome.revalidates(header.lastModified(), header.etag());
        }
        fetch();
    }

    private void fetch() {
        if (rules.isBeyondRange(x.head().fields().get("Range"))) {
            request.notCacheable();
        }
        owner.proceed();
    }

    // ---- in the background

    /** Sends the old response, while a copy of this exchange fetches the new one. */
    private void updateInBackground() {
        Exchange copy = x.backgroundCopy();
        if (copy == null) {
            owner.end(500);
            return;
        }
        UpstreamPass update = new UpstreamPass(settings, request.copy(copy));
        CacheAccess marked = access;
        ResponseHead head = head();
        Producer body = marked.body();
        x.loop().execute(() -> update.update(marked));
        outcome.status(Status.STALE);
        access = null;
        if (head == null) {
            body.cancel(null);
            outcome.status(Status.MISS);
            owner.proceed();
        } else {
            send(head, marked.file(), body);
        }
    }

    /** In place of {@link #start}, for the copy of an exchange: takes over the use of the cache, and proceeds. */
    void update(CacheAccess marked) {
        access = marked;
        zone = marked.zone();
        background = true;
        if (rules.convertHead() && x.method().equals("HEAD")) {
            request.convertHead();
        }
        request.cacheable(settings.headSize() - marked.key().headerStart());
        expired();
    }

    // ---- sending

    private void sendOrFetch(Status status) {
        ResponseHead head = head();
        if (head == null) {
            outcome.status(Status.MISS);
            owner.proceed();
            return;
        }
        outcome.status(status);
        send(head);
    }

    private void send(ResponseHead head) {
        CacheFile file = access.file();
        // Without a client the body is not needed, and it has been passed on.
        send(head, file, background ? new BytesProducer("") : access.body());
    }

    /** Sends a response of the cache. Nothing of the cache is in use any more while its client reads it. */
    private void send(ResponseHead head, CacheFile file, Producer body) {
        outcome.fields(head.fields());
        long known = outcome.status() == Status.STALE && access != null || outcome.status() == Status.REVALIDATED
                ? 0
                : file.header().validUntil();
        Freshness stored = Freshness.of(head.fields(), settings.responses.ignored(), now(), known);
        close();
        if (AccelRedirect.follow(x, head, settings.responses)) {
            body.cancel(null);
            return;
        }
        owner.respond(settings.responses.response(x, head, ResponseSource.CACHE, stored.cacheable()), body);
    }

    /** The head of the stored response; null if it is invalid, which is logged. */
    private ResponseHead head() {
        CacheFile file = access.file();
        if (file.parsed() instanceof ResponseHead known) {
            return known;
        }
        ByteBuffer bytes = file.head();
        if (!bytes.hasRemaining()) {
            return ResponseHead.none();
        }
        ResponseReader reader = request.reader(LoopScratch.of(x.loop()), true, owner.log());
        try {
            ResponseHead head = reader.read(bytes);
            if (head != null) {
                file.parsed(head);
                return head;
            }
        } catch (BadMessageException e) {
            if (e.getMessage() != null) {
                x.log(LogLevel.ERROR, e.getMessage());
            }
        } finally {
            reader.free();
        }
        x.log(LogLevel.CRIT, "cache file \"" + file.name() + "\" contains invalid header");
        return null;
    }

    // ---- after a failure

    /**
     * After a failed attempt: sends the stale response, if there is one and that is allowed; otherwise false.
     *
     * @param kind a bit of {@link NextUpstream}
     */
    boolean sendsStale(int kind) {
        if (outcome.status() != Status.EXPIRED || (rules.stale() & kind) == 0 && !access.isStaleIfError()) {
            return false;
        }
        if (kind == NextUpstream.ERROR || kind == NextUpstream.TIMEOUT) {
            spare();
        }
        sendOrFail(Status.STALE);
        return true;
    }

    /** The same after a response with that status, whose connection is not needed any more. */
    boolean sendsStaleInsteadOf(int status) {
        int kind = NextUpstream.ofStatus(status);
        return outcome.status() == Status.EXPIRED && (rules.stale() & kind) != 0;
    }

    /** Sends the stale response. */
    void sendStale() {
        sendOrFail(Status.STALE);
    }

    private void sendOrFail(Status status) {
        ResponseHead head = head();
        if (head == null) {
            owner.end(500);
            return;
        }
        outcome.status(status);
        send(head);
    }

    /**
     * If it took long to find out that no peer responds, they are not asked for this response again for as long; nginx
     * asks with each request (nginx/nginx#1000). After a failure that costs nothing they are asked again, as in nginx.
     */
    private void spare() {
        long millis = x.loop().monotonicMillis() - startedMillis;
        if (millis >= MIN_SPARED_MILLIS) {
            access.spare(TimeUnit.MILLISECONDS.toNanos(Math.min(MAX_SPARED_MILLIS, millis)));
        }
    }

    // ---- a response of the upstream

    /** Whether a response says that the expired one is still good. */
    boolean isRevalidated(int status) {
        return status == 304 && outcome.status() == Status.EXPIRED && rules.revalidate();
    }

    /** Renews the stored response by the fields of a 304, and sends it. */
    void renew(Fields fields) {
        ResponseHead head = head();
        if (head == null) {
            owner.end(500);
            return;
        }
        outcome.status(Status.REVALIDATED);
        long now = now();
        Freshness renewed = Freshness.of(fields, settings.responses.ignored(), now, 0);
        Freshness stored = Freshness.of(head.fields(), settings.responses.ignored(), now, renewed.validUntil());
        Freshness lasting = renewed.validUntil() != 0 ? renewed : stored;
        long valid = validUntil(lasting, head.status(), now);
        if (valid == 0) {
            send(head);
            return;
        }
        CacheHeader before = access.file().header();
        access.renew(
                new CacheHeader(
                        valid,
                        lasting.updatingSeconds(),
                        lasting.errorSeconds(),
                        before.lastModified(),
                        now,
                        before.etag(),
                        before.vary()),
                () -> {
                    if (!x.isEnded()) {
                        owner.guard(() -> send(head));
                    }
                });
    }

    /** Until when a response is fresh, by its fields or its status; 0 if it is not. */
    private long validUntil(Freshness byFields, int status, long now) {
        if (byFields.validUntil() != 0) {
            return byFields.validUntil();
        }
        long seconds = rules.valid().seconds(status);
        return seconds == 0 ? 0 : now + seconds;
    }

    private long now() {
        return x.loop().currentTimeMillis() / MILLIS;
    }

    /** Whether the response may be stored, by its fields. */
    boolean mayStore(ResponseHead head) {
        freshness = Freshness.of(head.fields(), settings.responses.ignored(), now(), 0);
        return access != null && request.isCacheable() && freshness.cacheable();
    }

    /** An error page replaces a response with that status, and others as long as it would have been fresh. */
    void intercepted(int status, boolean storable) {
        long valid = storable ? validUntil(freshness, status, now()) : 0;
        if (valid != 0) {
            access.remember(status, valid);
        }
        close();
    }

    /** No peer has responded: remembers that if the file says so. */
    void failed(int status) {
        if (access != null && request.isCacheable() && (status == 502 || status == 504)) {
            long seconds = rules.valid().seconds(status);
            if (seconds != 0) {
                access.remember(status, now() + seconds);
            }
        }
        close();
    }

    /**
     * Decides whether a response is stored, once its head has passed the filters.
     *
     * @param bytes the head as it is stored
     */
    StoredBody.Opener storage(ResponseHead head, byte[] bytes) {
        return progressed -> {
            CacheWriter writer = Template.any(rules.exclude(), x) ? null : writer(head, bytes);
            close();
            if (writer == null) {
                owner.notStored();
            }
            return writer == null ? null : new CacheFill(writer, zone.counts(), outcome.status(), progressed);
        };
    }

    private CacheWriter writer(ResponseHead head, byte[] bytes) {
        long now = now();
        long valid = validUntil(freshness, head.status(), now);
        if (valid == 0) {
            return null;
        }
        boolean validators = head.status() == 200 || head.status() == 206;
        String modified = validators ? head.fields().get("Last-Modified") : null;
        String etag = validators ? head.fields().get("ETag") : null;
        return access.store(
                new CacheHeader(
                        valid,
                        freshness.updatingSeconds(),
                        freshness.errorSeconds(),
                        modified == null ? -1 : HttpDate.parse(modified),
                        now,
                        etag == null ? "" : etag,
                        freshness.vary()),
                ByteBuffer.wrap(bytes),
                settings.buffers.path());
    }

    // ---- the end

    /** Ends the use of the cache; what is being stored goes on. Idempotent. */
    void close() {
        if (access != null) {
            access.close();
            access = null;
        }
    }

    /** The exchange has ended: counts it. */
    void count() {
        if (zone != null && outcome.status() != null) {
            zone.counts().count(outcome.status(), x.stream().progress().bodyBytesSent());
            zone = null;
        }
    }
}
