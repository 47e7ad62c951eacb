package io.gangway.admin;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import io.gangway.websocket.LiveTunnel;
import io.gangway.websocket.LiveTunnels;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** {@code tunnels/ID/messages}, and the tunnel of {@code events?inspect=ID}. */
final class MessageResource {
    private final LiveTunnels tunnels;

    MessageResource(LiveTunnels tunnels) {
        this.tunnels = tunnels;
    }

    /** {@code GET tunnels/ID/messages}: JSON lines, oldest first. */
    PhaseResult list(ApiRequest request) {
        return find(request, request.id(1), tunnel -> {
            Exchange exchange = request.exchange();
            Consumer<String> send =
                    request.later(text -> JsonResponse.send(exchange, 200, "application/x-ndjson", text));
            tunnel.loop().execute(() -> {
                String text = tunnel.messages().after(0).stream()
                        .map(message -> MessageJson.of(message) + "\n")
                        .collect(Collectors.joining());
                exchange.loop().execute(() -> send.accept(text));
            });
        });
    }

    /** Passes on an inspected tunnel, or responds with an error. */
    PhaseResult find(ApiRequest request, long id, Consumer<LiveTunnel> then) {
        tunnels.find(request.exchange().loop(), id, request.later(tunnel -> {
            if (tunnel == null) {
                TunnelResource.unknown(request);
            } else if (!tunnel.isInspected()) {
                request.refuse(404, "NotInspected", "messages are not recorded, \"websocket_inspect on\" records them");
            } else {
                then.accept(tunnel);
            }
        }));
        return PhaseResult.PENDING;
    }
}
