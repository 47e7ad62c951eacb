package io.gangway.cluster;

import io.gangway.dns.Lookup;
import io.gangway.dns.Resolved;
import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import io.gangway.upstream.LocationResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Resolves the names of {@code zone_sync_server ... resolve} again and again. After a failure the last addresses remain.
 * Confined to its loop.
 */
final class NodeNames {
    private static final long RETRY_MILLIS = 1000;

    private final LocationResolver resolver;
    private final EventLoop loop;
    private final ErrorLog log;
    private final Consumer<List<InetSocketAddress>> changed;
    private final Map<ZoneSyncServer, List<InetSocketAddress>> known = new LinkedHashMap<>();
    private final List<Timer> timers = new ArrayList<>();
    private boolean ended;

    /** @param changed gets all addresses when those of a name have changed */
    NodeNames(LocationResolver resolver, EventLoop loop, ErrorLog log, Consumer<List<InetSocketAddress>> changed) {
        this.resolver = resolver;
        this.loop = loop;
        this.log = log;
        this.changed = changed;
    }

    void start(List<ZoneSyncServer> servers) {
        for (ZoneSyncServer server : servers) {
            known.put(server, server.addresses());
            if (server.resolves()) {
                Timer[] timer = new Timer[1];
                timer[0] = loop.timer(() -> resolve(server, timer[0]));
                timers.add(timer[0]);
                timer[0].arm(1);
            }
        }
    }

    void stop() {
        ended = true;
        timers.forEach(Timer::cancel);
    }

    private void resolve(ZoneSyncServer server, Timer timer) {
        resolver.resolver().resolve(loop, server.host(), resolver.timeoutMillis(), new Lookup.Listener() {
            @Override
            public void resolved(Resolved result) {
                List<InetSocketAddress> found = new ArrayList<>();
                for (InetAddress address : result.addresses()) {
                    found.add(new InetSocketAddress(address, server.port()));
                }
                if (!ended && !found.equals(known.put(server, found))) {
                    changed.accept(known.values().stream()
                            .flatMap(List::stream)
                            .distinct()
                            .toList());
                }
                again(Math.max(0, result.validMillis()) + RETRY_MILLIS);
            }

            @Override
            public void failed(int code, String text) {
                log.write(LogLevel.ERROR, text);
                again(RETRY_MILLIS);
            }

            @Override
            public void troubled(String text) {
                log.write(LogLevel.ERROR, text);
            }

            private void again(long millis) {
                if (!ended) {
                    timer.arm(millis);
                }
            }
        });
    }
}
