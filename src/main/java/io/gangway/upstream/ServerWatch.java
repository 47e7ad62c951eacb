package io.gangway.upstream;

import io.gangway.dns.Lookup;
import io.gangway.dns.Resolved;
import io.gangway.dns.ServiceAddress;
import io.gangway.dns.ServiceLookup;
import io.gangway.errorlog.LogLevel;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import java.util.List;

/**
 * Resolves the name of one server with {@code resolve} again and again. A name that does not exist leaves the server
 * without addresses; after any other failure those of the last result remain. Confined to its loop.
 */
final class ServerWatch {
    private static final long SECOND_MILLIS = 1000;
    /** As in nginx, after this time a name that did not exist is resolved again, unless {@code valid} is set. */
    private static final long ABSENT_MILLIS = 10_000;

    private final ResolvedServers owner;
    private final GroupServers.Entry server;
    private final EventLoop loop;
    private final Timer timer;

    /** Cancels the lookup that is running; null for none. */
    private Runnable running;

    private boolean settled;
    private boolean ended;
    /** {@link EventLoop#nanoTime()} at which the addresses expire. */
    private long untilNanos;

    ServerWatch(ResolvedServers owner, GroupServers.Entry server, EventLoop loop) {
        this.owner = owner;
        this.server = server;
        this.loop = loop;
        untilNanos = loop.nanoTime();
        timer = loop.timer(this::resolve);
    }

    int id() {
        return server.id();
    }

    /** Whether there was a result, or a failure. */
    boolean isSettled() {
        return settled;
    }

    /** Whether another one resolves the same name. */
    boolean isSame(ServerWatch other) {
        return server.isSameName(other.server);
    }

    /** Begins with the addresses of the generation before. */
    void inherit(ServerWatch previous) {
        List<Peer> peers = previous.owner.servers().peers(previous.id());
        if (previous.settled && !peers.isEmpty()) {
            owner.servers().resolved(id(), server.inherited(peers));
            untilNanos = previous.untilNanos;
            settled = true;
        }
    }

    void begin() {
        timer.arm(Math.max(1, (untilNanos - loop.nanoTime()) / 1_000_000L));
    }

    void end() {
        ended = true;
        timer.cancel();
        if (running != null) {
            running.run();
            running = null;
        }
    }

    private void resolve() {
        Runnable cancel = server.service() == null ? resolveName() : resolveService();
        // It may be over already.
        running = timer.untilMillis() > 0 || ended ? null : cancel;
    }

    private Runnable resolveName() {
        LocationResolver resolver = owner.resolver();
        Lookup lookup = resolver.resolver()
                .resolve(loop, server.host().host(), resolver.timeoutMillis(), new Lookup.Listener() {
                    @Override
                    public void resolved(Resolved result) {
                        found(
                                Addresses.peers(result.addresses(), server.host(), server.settings()),
                                result.validMillis());
                    }

                    @Override
                    public void failed(int code, String text) {
                        missed(code, text);
                    }

                    @Override
                    public void troubled(String text) {
                        owner.log().write(LogLevel.ERROR, text);
                    }
                });
        return lookup::cancel;
    }

    private Runnable resolveService() {
        LocationResolver resolver = owner.resolver();
        String host = server.host().host();
        ServiceLookup lookup = resolver.resolver()
                .resolveService(loop, server.service(), host, resolver.timeoutMillis(), new ServiceLookup.Listener() {
                    @Override
                    public void resolved(List<ServiceAddress> addresses, long validMillis) {
                        found(Addresses.peersOfService(addresses, server.settings()), validMillis);
                    }

                    @Override
                    public void failed(int code, String text) {
                        missed(code, text);
                    }

                    @Override
                    public void troubled(String text) {
                        owner.log().write(LogLevel.ERROR, text);
                    }
                });
        return lookup::cancel;
    }

    private void found(List<Peer> peers, long validMillis) {
        owner.servers().resolved(id(), peers);
        again(Math.max(0, validMillis));
    }

    private void missed(int code, String text) {
        owner.log().write(LogLevel.ERROR, text);
        LocationResolver resolver = owner.resolver();
        if (code == Lookup.NOT_FOUND) {
            owner.servers().resolved(id(), List.of());
            long valid = resolver.resolver().validMillis();
            again(valid > 0 ? valid : ABSENT_MILLIS);
        } else {
            again(Math.max(0, resolver.timeoutMillis() - SECOND_MILLIS));
        }
    }

    private void again(long validMillis) {
        running = null;
        settled = true;
        untilNanos = loop.nanoTime() + validMillis * 1_000_000L;
        timer.arm(validMillis + SECOND_MILLIS);
        owner.settle();
    }
}
