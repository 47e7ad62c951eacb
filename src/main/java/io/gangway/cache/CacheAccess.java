package io.gangway.cache;

import io.gangway.content.Producer;
import io.gangway.content.TempPath;
import io.gangway.errorlog.LogLevel;
import io.gangway.http.Fields;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.function.BiConsumer;

/**
 * One request's use of a cache, nginx's {@code ngx_http_cache_t}: finds the response, waits for another request that
 * fetches it, stores a new one. Confined to the loop of the request, which calls {@link #close} when it ends for any
 * reason; so no lock and no mark of an update outlives its request.
 */
public final class CacheAccess {
    /** The result of {@link #open}. */
    public enum Found {
        /** A fresh response: {@link #file}. */
        HIT,
        /** An expired response: {@link #file}. This request should fetch it: others get {@link #UPDATING} meanwhile. */
        STALE,
        /** An expired response that another request is fetching: {@link #file}. */
        UPDATING,
        /** An expired response that could not be fetched a moment ago: {@link #file}. See {@link #spare}. */
        SPARED,
        /** None: this request fetches it and may store it. */
        MISS,
        /** None: this request fetches it and does not store it. */
        SCARCE,
        /** None: another request fetches it. {@code woken} is called once, then call {@link #open} again. */
        WAIT,
        /** A failure of the upstream is remembered: {@link #error}. */
        ERROR,
        /** The cache cannot be used, which was logged: nginx responds with 500. */
        FAILED
    }

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** How long to wait for a disk that hangs while a complete file takes its place. */
    private static final long COMMIT_MILLIS = 5000;

    private final CacheZone zone;
    private final EventLoop loop;
    private final CacheKey key;
    private final Fields request;
    private final CacheSettings settings;
    private final BiConsumer<LogLevel, String> log;

    /** The node that this request uses, or null. Changed by the {@link CacheIndex} only. */
    CacheNode node;

    private CacheId id;
    /** Whether {@link #id} is a variant rather than the key. */
    private boolean secondary;

    private CacheFile file;
    private int error;
    private long errorUntil;

    private Timer timer;
    private Runnable woken;
    private long waitUntilNanos;
    /** When {@code proxy_cache_lock_timeout} is over; 0 before the first wait. */
    private long lockUntilNanos;

    /** When {@link #COMMIT_MILLIS} are over; 0 before the first wait. */
    private long commitUntilNanos;

    private boolean lockTimedOut;
    private boolean commitTimedOut;

    /** Tasks of the pool that use the node. */
    private int pending;

    private boolean closed;

    CacheAccess(
            CacheZone zone,
            EventLoop loop,
            CacheKey key,
            Fields request,
            CacheSettings settings,
            BiConsumer<LogLevel, String> log) {
        this.zone = zone;
        this.loop = loop;
        this.key = key;
        this.request = request;
        this.settings = settings;
        this.log = log;
        id = key.id();
    }

    public CacheKey key() {
        return key;
    }

    public CacheZone zone() {
        return zone;
    }

    EventLoop loop() {
        return loop;
    }

    CacheId id() {
        return id;
    }

    void log(LogLevel level, String message) {
        log.accept(level, message);
    }

    /** The response that was found; null for none. */
    public CacheFile file() {
        return file;
    }

    /** The body of {@link #file}, for one use. */
    public Producer body() {
        return new CacheBody(loop, file, log);
    }

    /** The status for {@link Found#ERROR}. */
    public int error() {
        return error;
    }

    /** Whether the expired response may be sent while it is updated, by {@code stale-while-revalidate}. */
    public boolean isStaleWhileUpdating() {
        return file.header().validUntil() + file.header().updatingSeconds() >= nowSeconds();
    }

    /** Whether the expired response may be sent after an error, by {@code stale-if-error}. */
    public boolean isStaleIfError() {
        return file.header().validUntil() + file.header().errorSeconds() >= nowSeconds();
    }

    private long nowSeconds() {
        return loop.currentTimeMillis() / 1000;
    }

    // ---- finding

    /**
     * Looks for the response. Reads the head of its file on the loop, as static files are read.
     *
     * @param then called once after {@link Found#WAIT}, on the loop, unless this is closed first
     */
    public Found open(Runnable then) {
        if (woken != null) {
            return Found.WAIT;
        }
        while (true) {
            CacheIndex.Use use = zone.use(this, id, settings.minUses());
            if (use == CacheIndex.Use.FULL) {
                return full();
            }
            Found found = use == CacheIndex.Use.SCARCE ? Found.SCARCE : look(use, then);
            if (found != null) {
                return found == Found.MISS ? lock(then) : found;
            }
        }
    }

    private Found full() {
        log.accept(LogLevel.ALERT, "could not allocate node in cache keys zone \"" + zone.name() + "\"");
        return Found.FAILED;
    }

    /** Null when it is to be looked for again: the response is another variant, or has just been stored. */
    private Found look(CacheIndex.Use use, Runnable then) {
        CacheIndex.View view = zone.index().view(node);
        boolean known = use == CacheIndex.Use.KNOWN;
        if (view.committing() && !commitTimedOut) {
            return awaitCommit(then);
        }
        if (known && view.error() != 0) {
            error = view.error();
            return Found.ERROR;
        }
        Found missing = !known && settings.minUses() > 1 ? Found.SCARCE : Found.MISS;
        boolean mayExist = known ? view.exists() : zone.isCold();
        if (!mayExist || zone.purges().covers(key, view.born())) {
            return missing;
        }
        try {
            CacheFile opened = zone.open(id, key, view.bodyStart() > 0 ? view.bodyStart() : settings.headLimit());
            return opened == null ? missing : check(opened);
        } catch (CacheFileException e) {
            log.accept(e.isDamaged() ? LogLevel.CRIT : LogLevel.INFO, e.getMessage());
            return missing;
        } catch (IOException e) {
            log.accept(LogLevel.CRIT, e.getMessage());
            return Found.FAILED;
        }
    }

    private Found check(CacheFile opened) {
        CacheHeader header = opened.header();
        if (!header.vary().isEmpty()) {
            CacheId variant = key.variant(header.vary(), request);
            if (!variant.equals(header.layout().variant())) {
                opened.close();
                return other(variant, opened);
            }
        }
        file = opened;
        zone.index().found(node, header.layout().bodyStart(), zone.blocks(opened.length()));
        if (header.validUntil() >= nowSeconds()) {
            return Found.HIT;
        }
        return zone.index().mark(this, loop.nanoTime());
    }

    private Found other(CacheId variant, CacheFile opened) {
        if (secondary) {
            log.accept(LogLevel.CRIT, "cache file \"" + opened.name() + "\" has incorrect vary hash");
            return Found.MISS;
        }
        release(true);
        secondary = true;
        id = variant;
        return null;
    }

    // ---- waiting

    private Found lock(Runnable then) {
        if (!settings.lock() || zone.index().lock(this, loop.nanoTime(), settings.lockAgeMillis())) {
            return Found.MISS;
        }
        if (lockTimedOut || settings.lockTimeoutMillis() == 0) {
            return Found.SCARCE;
        }
        if (lockUntilNanos == 0) {
            lockUntilNanos = loop.nanoTime() + settings.lockTimeoutMillis() * NANOS_PER_MILLI;
        }
        Found found = await(then, lockUntilNanos);
        return found != null ? found : open(then);
    }

    /** Waits for a complete file, in all once for {@link #COMMIT_MILLIS}, however old the lock is. */
    private Found awaitCommit(Runnable then) {
        if (commitUntilNanos == 0) {
            commitUntilNanos = loop.nanoTime() + COMMIT_MILLIS * NANOS_PER_MILLI;
        }
        boolean busy = zone.index().await(this, loop.nanoTime()) >= 0;
        return busy ? arm(then, commitUntilNanos, Long.MAX_VALUE) : null;
    }

    /** Waits for another request; null when it has ended meanwhile. */
    private Found await(Runnable then, long untilNanos) {
        long age = zone.index().await(this, loop.nanoTime());
        return age < 0 ? null : arm(then, untilNanos, age);
    }

    private Found arm(Runnable then, long untilNanos, long ageNanos) {
        woken = then;
        waitUntilNanos = untilNanos;
        if (timer == null) {
            timer = loop.timer(this::wake);
        }
        timer.arm(Math.max(0, Math.min(ageNanos, untilNanos - loop.nanoTime())) / NANOS_PER_MILLI + 1);
        return Found.WAIT;
    }

    /** Wakes those that waited for a response. Any thread. */
    static void wake(Collection<CacheAccess> waiters) {
        for (CacheAccess waiter : waiters) {
            waiter.loop.execute(waiter::wake);
        }
    }

    private void wake() {
        if (woken == null) {
            return;
        }
        Runnable then = woken;
        stopWaiting();
        if (waitUntilNanos - loop.nanoTime() <= 0) {
            timedOut();
        }
        then.run();
    }

    private void timedOut() {
        if (waitUntilNanos != lockUntilNanos) {
            commitTimedOut = true;
        } else {
            log.accept(LogLevel.INFO, "cache lock timeout");
            lockTimedOut = true;
        }
    }

    private void stopWaiting() {
        if (woken != null) {
            woken = null;
            timer.cancel();
            zone.index().stopWaiting(this);
        }
    }

    // ---- storing

    /**
     * Prepares to store a response that was not looked for, {@code proxy_cache_bypass}.
     *
     * @return false when there is no room, which was logged
     */
    public boolean create() {
        if (node == null && zone.use(this, id, 1) == CacheIndex.Use.FULL) {
            full();
            return false;
        }
        return true;
    }

    /**
     * Begins to store a response, which replaces the one that was found.
     *
     * @param header without layout
     * @param head the head as it is stored: with the empty line at its end
     * @param temp the directory for temporary files, unless the cache has its own
     * @return null when it cannot be stored
     */
    public CacheWriter store(CacheHeader header, ByteBuffer head, TempPath temp) {
        int headerStart = key.headerStart();
        int bodyStart = headerStart + head.remaining();
        if (bodyStart > Character.MAX_VALUE || header.vary().length() > CacheHeader.MAX_VARY) {
            return null;
        }
        CacheId variant = header.vary().isEmpty() ? null : key.variant(header.vary(), request);
        if (secondary && !id.equals(variant)) {
            // The response varies by other fields than before.
            release(true);
            secondary = false;
            id = key.id();
        }
        if (node == null && !create()) {
            return null;
        }
        CacheHeader placed = header.at(new CacheHeader.Layout(key.crc32(), headerStart, bodyStart, variant));
        return new CacheWriter(this, placed, head, zone.path().ownTemp() ? null : temp);
    }

    /**
     * Renews the header of the response that was found, after a 304 of the upstream. The file is not changed if another
     * has taken its place.
     *
     * @param header without layout
     * @param then called once on the loop, when the file is changed or after a failure
     */
    public void renew(CacheHeader header, Runnable then) {
        CacheFile renewed = file;
        CacheHeader.Layout layout = renewed.header().layout();
        CacheId variant = header.vary().isEmpty() ? null : key.variant(header.vary(), request);
        CacheHeader placed =
                header.at(new CacheHeader.Layout(layout.crc32(), layout.headerStart(), layout.bodyStart(), variant));
        begin();
        commit();
        loop.offload(
                () -> {
                    zone.renew(id, renewed, placed);
                    return null;
                },
                (nothing, failure) -> {
                    if (failure != null) {
                        log.accept(LogLevel.CRIT, failure.getMessage());
                    }
                    committed();
                    end();
                    then.run();
                });
    }

    /** Others wait from here on until {@link #committed}, or until the file is in its place. */
    void commit() {
        zone.index().commit(this);
    }

    void committed() {
        wake(zone.index().committed(node));
    }

    /** The node is kept until {@link #end}, even if this is closed. */
    void begin() {
        pending++;
    }

    void end() {
        pending--;
        if (closed && pending == 0) {
            release(settings.minUses() > 1);
        }
    }

    /**
     * Remembers a failure of the upstream for other requests, once this is closed.
     *
     * @param validUntil seconds since 1970
     */
    public void remember(int status, long validUntil) {
        error = status;
        errorUntil = validUntil;
    }

    /**
     * The expired response could not be fetched: for some time others do not try it either, and find {@link
     * Found#SPARED}.
     */
    public void spare(long nanos) {
        zone.index().spare(this, loop.nanoTime() + nanos);
    }

    /**
     * Takes over the mark of an update from a request that goes on without it: {@code proxy_cache_background_update}.
     * This access must have found the same response.
     */
    public void takeMark(CacheAccess from) {
        zone.index().handOver(from, this);
    }

    /** Ends the use: frees the lock and the file, once what is being written is finished. Idempotent. */
    public void close() {
        if (closed) {
            return;
        }
        stopWaiting();
        closed = true;
        if (file != null) {
            file.close();
        }
        if (pending == 0) {
            release(settings.minUses() > 1);
        }
    }

    private void release(boolean keep) {
        if (node != null) {
            wake(zone.index().release(this, closed ? error : 0, errorUntil, keep));
        }
    }
}
