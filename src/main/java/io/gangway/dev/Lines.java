package io.gangway.dev;

import io.gangway.Event;
import io.gangway.Listener;
import java.time.Duration;
import java.util.Locale;

/** Prints a readable line for each request, and for the start and end of each tunnel. */
final class Lines implements Listener {
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final int CLIENT_GONE = 499;
    private static final int LOOP = 508;
    private static final String CUT = "cut by --cut-after";

    /** An exchange ends a moment after its backend connection. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final Screen screen;
    private final Backends backends;
    private final Diagnosis diagnosis;

    Lines(Screen screen, Backends backends, Diagnosis diagnosis) {
        this.screen = screen;
        this.backends = backends;
        this.diagnosis = diagnosis;
    }

    @Override
    public void requestEnded(Event event) {
        int status = event.status();
        String result = status == CLIENT_GONE ? "client disconnected" : String.valueOf(status);
        screen.line(String.format(
                Locale.ROOT, "%-7s %s%s  %s  %s", event.method(), event.target(), to(event), result, age(event.age())));
        if (status == LOOP) {
            explain("the request came back to this server: a backend proxies it back here");
        } else if (!event.upstream().isEmpty()) {
            explainBackend(event, lastPeer(event));
        }
    }

    private void explainBackend(Event event, String peer) {
        int status = event.status();
        boolean failed = status == BAD_GATEWAY || status == GATEWAY_TIMEOUT;
        boolean brokenOff = status != CLIENT_GONE && !"OK".equals(event.variable("request_completion"));
        if ((failed || brokenOff) && backends.wasCut(peer, event.age().plus(MARGIN))) {
            explain(backends.displayName(peer) + ": " + CUT);
        } else if (failed) {
            diagnosis.of(backends.real(peer), status == GATEWAY_TIMEOUT, screen);
        }
    }

    private void explain(String why) {
        screen.line("        " + why);
    }

    @Override
    public void tunnelOpened(Event event) {
        screen.line(String.format(Locale.ROOT, "%-7s %s%s  open", protocol(event), event.target(), to(event)));
    }

    @Override
    public void tunnelEnded(Event event) {
        String code = event.variable("websocket_close_code");
        String reason = event.variable("websocket_close_reason");
        String how = code == null
                ? "ended without a close frame"
                : "closed by " + event.variable("websocket_closed_by") + ", " + code
                        + (reason == null || reason.isEmpty() ? "" : " \"" + reason + "\"");
        String in = event.variable("websocket_messages_in");
        String messages =
                in == null ? "" : ", " + in + " messages in, " + event.variable("websocket_messages_out") + " out";
        boolean byBackend =
                code != null && !event.variable("websocket_closed_by").equals("gangway");
        String cut = !byBackend && backends.wasCut(lastPeer(event), MARGIN) ? " (" + CUT + ")" : "";
        screen.line(String.format(
                Locale.ROOT,
                "%-7s %s  %s after %s%s%s",
                protocol(event),
                event.target(),
                how,
                age(event.age()),
                messages,
                cut));
    }

    private static String protocol(Event event) {
        return "websocket".equalsIgnoreCase(event.variable("http_upgrade")) ? "WS" : "TUNNEL";
    }

    private String to(Event event) {
        return event.upstream().isEmpty() ? "" : " -> " + backends.displayName(lastPeer(event));
    }

    /** The last of the peers in {@code $upstream_addr}. */
    private static String lastPeer(Event event) {
        String[] peers = event.upstream().split("[, ]+");
        return peers[peers.length - 1];
    }

    private static String age(Duration age) {
        return age.toMillis() < 1000
                ? age.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", age.toMillis() / 1000.0);
    }
}
