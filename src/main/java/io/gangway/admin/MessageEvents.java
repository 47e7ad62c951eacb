package io.gangway.admin;

import io.gangway.loop.Timer;
import io.gangway.websocket.LiveTunnel;
import io.gangway.websocket.inspect.InspectedMessage;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The messages of an inspected tunnel, for one watcher. They are fetched from the tunnel's loop a few times a second, so
 * a slow watcher holds none: what it misses is gone with the next ones. Confined to the watcher's loop.
 */
final class MessageEvents {
    private static final long INTERVAL_MILLIS = 200;

    /** Null when it has ended, or when nobody watches any more. */
    private LiveTunnel tunnel;

    private EventStream stream;
    private Timer timer;
    /** The number of the last message that was sent. */
    private long seen;

    MessageEvents(LiveTunnel tunnel) {
        this.tunnel = tunnel;
    }

    void start(EventStream watcher) {
        stream = watcher;
        timer = watcher.loop().timer(this::fetch);
        fetch();
    }

    private void fetch() {
        if (tunnel == null) {
            return;
        }
        if (!stream.isReady()) {
            timer.arm(INTERVAL_MILLIS);
            return;
        }
        LiveTunnel asked = tunnel;
        long after = seen;
        asked.loop().execute(() -> {
            List<InspectedMessage> messages = asked.messages().after(after);
            boolean ended = asked.isClosed();
            stream.loop().execute(() -> fetched(messages, ended));
        });
    }

    private void fetched(List<InspectedMessage> messages, boolean ended) {
        if (tunnel == null) {
            return;
        }
        if (stream.isReady()) {
            if (!messages.isEmpty()) {
                send(messages);
            }
            if (ended) {
                tunnel = null;
                return;
            }
        }
        timer.arm(INTERVAL_MILLIS);
    }

    private void send(List<InspectedMessage> messages) {
        long missed = messages.get(0).number() - seen - 1;
        seen = messages.get(messages.size() - 1).number();
        String gap = missed > 0 ? EventFeed.event("missed", "{\"messages\":" + missed + "}") : "";
        stream.send(messages.stream()
                .map(message -> EventFeed.event("message", MessageJson.of(message)))
                .collect(Collectors.joining("", gap, "")));
    }

    void stop() {
        tunnel = null;
        if (timer != null) {
            timer.cancel();
        }
    }
}
