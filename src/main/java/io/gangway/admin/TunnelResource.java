package io.gangway.admin;

import io.gangway.exchange.PhaseResult;
import io.gangway.loop.EventLoop;
import io.gangway.websocket.LiveTunnel;
import io.gangway.websocket.LiveTunnels;
import io.gangway.websocket.frame.CloseCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** {@code tunnels} and {@code closes}. */
final class TunnelResource {
    private static final int MAX_REASON = 123;
    private static final int MAX_ROWS = 10_000;

    private final LiveTunnels tunnels;

    TunnelResource(LiveTunnels tunnels) {
        this.tunnels = tunnels;
    }

    private record Row(long id, String text) {}

    /** {@code GET tunnels[?after=ID]}: in the order of their opening, at most 10 000. */
    PhaseResult list(ApiRequest request) {
        String argument = request.argument("after");
        long after = argument == null ? 0 : Long.parseLong(argument);
        EventLoop loop = request.exchange().loop();
        tunnels.ask(
                loop,
                (each, open) -> rows(open, after),
                request.later(rows -> request.json(rows.stream()
                        .flatMap(List::stream)
                        .sorted(Comparator.comparingLong(Row::id))
                        .limit(MAX_ROWS)
                        .map(Row::text)
                        .collect(Collectors.joining(",", "[", "]")))));
        return PhaseResult.PENDING;
    }

    private static List<Row> rows(Iterable<LiveTunnel> open, long after) {
        List<Row> rows = new ArrayList<>();
        for (LiveTunnel tunnel : open) {
            if (tunnel.id() > after && rows.size() < MAX_ROWS) {
                rows.add(new Row(tunnel.id(), TunnelJson.of(tunnel)));
            }
        }
        return rows;
    }

    /** {@code GET tunnels/ID}. */
    PhaseResult one(ApiRequest request) {
        long id = request.id(1);
        tunnels.ask(
                request.exchange().loop(),
                (each, open) -> {
                    for (LiveTunnel tunnel : open) {
                        if (tunnel.id() == id) {
                            return TunnelJson.whole(tunnel);
                        }
                    }
                    return "";
                },
                request.<List<String>>later(found -> {
                    String text = String.join("", found);
                    if (text.isEmpty()) {
                        unknown(request);
                    } else {
                        request.json(text);
                    }
                }));
        return PhaseResult.PENDING;
    }

    static PhaseResult unknown(ApiRequest request) {
        return request.refuse(404, "TunnelNotFound", "tunnel not found");
    }

    /** {@code DELETE tunnels/ID[?code=1001&reason=text]}. */
    PhaseResult end(ApiRequest request) {
        String codeText = request.argument("code");
        int code = codeText == null ? CloseCode.GOING_AWAY : Integer.parseInt(codeText);
        if (!CloseCode.mayBeSent(code)) {
            return request.refuse(400, "CodeNotAllowed", "close code " + code + " may not be sent");
        }
        String text = request.argument("reason");
        byte[] reason = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
        if (reason.length > MAX_REASON) {
            return request.refuse(400, "ReasonTooLong", "a reason has at most " + MAX_REASON + " bytes");
        }
        String bytes = new String(reason, StandardCharsets.ISO_8859_1);
        tunnels.find(request.exchange().loop(), request.id(1), request.later(tunnel -> {
            if (tunnel == null) {
                unknown(request);
            } else {
                tunnel.loop().execute(() -> tunnel.end(code, bytes));
                JsonResponse.empty(request.exchange());
            }
        }));
        return PhaseResult.PENDING;
    }

    /** {@code GET closes}. */
    PhaseResult closes(ApiRequest request) {
        return request.json(
                tunnels.closes().since(0).stream().map(TunnelJson::of).collect(Collectors.joining(",", "[", "]")));
    }
}
