package io.gangway.admin;

import io.gangway.exchange.Generation;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import io.gangway.metrics.EngineStatus;
import io.gangway.metrics.GenerationStats;
import io.gangway.websocket.LiveTunnels;
import io.gangway.websocket.TunnelClose;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The events for all watchers, computed once a second while there are any. Each loop compares its own tunnels; one loop,
 * that of the first watcher, puts the events together. Its state is confined to that loop. The streams of a generation
 * end when another one runs, and all end when the process stops; a page then connects again.
 */
final class EventFeed {
    static final long INTERVAL_MILLIS = 1000;

    private final LiveTunnels tunnels;
    private final Set<EventStream> watchers = new HashSet<>();
    /** The loop that puts events together; set once. */
    private EventLoop home;

    private Timer timer;
    /** The loops are being asked. */
    private boolean asking;

    private long closesSeen;
    private final PeerEvents peers = new PeerEvents();
    private List<Long> generationsSeen = List.of();

    EventFeed(LiveTunnels tunnels) {
        this.tunnels = tunnels;
    }

    private synchronized EventLoop home(EventLoop first) {
        if (home == null) {
            home = first;
        }
        return home;
    }

    /** Adds a watcher, which gets its first events within a second. On the watcher's loop. */
    void join(EventStream watcher) {
        EventLoop loop = home(watcher.loop());
        loop.execute(() -> {
            watchers.add(watcher);
            if (watchers.size() == 1) {
                closesSeen = tunnels.closes().count();
                peers.reset();
                generationsSeen = List.of();
                timer = timer == null ? loop.timer(this::round) : timer;
                round();
            }
        });
    }

    /** Removes a watcher; the last one frees everything. Idempotent. On the watcher's loop. */
    void leave(EventStream watcher) {
        EventLoop loop = home(watcher.loop());
        loop.execute(() -> {
            if (watchers.remove(watcher) && watchers.isEmpty()) {
                timer.cancel();
                peers.reset();
                tunnels.ask(loop, (each, open) -> each.forget(this), nothing -> {});
            }
        });
    }

    private void round() {
        if (watchers.isEmpty()) {
            return;
        }
        timer.arm(INTERVAL_MILLIS);
        if (asking) {
            return;
        }
        asking = true;
        boolean whole = watchers.stream().anyMatch(EventStream::needsAll);
        tunnels.ask(
                home,
                (loop, open) ->
                        loop.<TunnelChanges>local(this, TunnelChanges::new).next(open, whole),
                rounds -> {
                    asking = false;
                    if (!watchers.isEmpty()) {
                        send(rounds, whole);
                    }
                });
    }

    private void send(List<TunnelChanges.Round> rounds, boolean whole) {
        Generation newest = watchers.stream()
                .map(EventStream::generation)
                .max(Comparator.comparingLong(Generation::number))
                .orElseThrow();
        EngineStatus engine = newest.engine();
        List<GenerationStats> generations = engine.generations();
        StringBuilder more = new StringBuilder();
        closes(more);
        peers.appendTo(more, newest, home.currentTimeMillis());
        generations(more, generations);
        String overview = Overview.of(engine).toString();
        byte[] changes = bytes(state(overview, rounds, false) + more);
        byte[] all = whole ? bytes(state(overview, rounds, true) + more) : null;
        long running = Overview.running(generations);
        boolean draining = engine.isDraining();
        for (EventStream watcher : watchers) {
            boolean ends = draining || watcher.generation().number() < running;
            watcher.loop().execute(() -> {
                watcher.round(changes, all);
                if (ends) {
                    watcher.end();
                }
            });
        }
    }

    private void closes(StringBuilder events) {
        List<TunnelClose> newestFirst = tunnels.closes().since(closesSeen);
        closesSeen += newestFirst.size();
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            events.append(event("close", TunnelJson.of(newestFirst.get(i))));
        }
    }

    private void generations(StringBuilder events, List<GenerationStats> generations) {
        List<Long> numbers = generations.stream().map(GenerationStats::number).toList();
        if (!numbers.equals(generationsSeen) && !generationsSeen.isEmpty()) {
            events.append(event(
                    "generation",
                    new JsonText()
                            .put("running", Overview.running(generations))
                            .put("numbers", numbers)
                            .toString()));
        }
        generationsSeen = numbers;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String state(String overview, List<TunnelChanges.Round> rounds, boolean whole) {
        List<String> opened = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        List<Long> closed = new ArrayList<>();
        int omitted = 0;
        for (TunnelChanges.Round round : rounds) {
            opened.addAll(whole ? round.all() : round.opened());
            omitted += round.omitted();
            if (!whole) {
                closed.addAll(round.closed());
                if (!round.changed().isEmpty()) {
                    changed.add(round.changed());
                }
            }
        }
        return event(
                "state",
                "{\"overview\":" + overview + ",\"tunnels\":{\"all\":" + whole + ",\"opened\":["
                        + String.join(",", opened) + "],\"changed\":["
                        + String.join(",", changed) + "],\"closed\":"
                        + closed.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"))
                        + ",\"omitted\":" + omitted + "}}");
    }

    /** An event; its data has no line break, as JSON escapes it. */
    static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }
}
