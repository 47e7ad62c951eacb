package io.gangway.websocket;

import io.gangway.errorlog.MilliText;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variable;
import io.gangway.exchange.Variables;
import java.util.function.Function;

/**
 * The variables of WebSocket tunnels for the access log. Empty for other exchanges and other tunnels.
 *
 * <ul>
 *   <li>{@code $websocket_closed_by}: {@code client}, {@code upstream} or {@code gangway}: the sender of the first
 *       close frame; {@code gangway} with 1014 when a leg was lost and the other one was informed. Empty without a
 *       close frame: a leg that is lost within a frame is reported to the other one by FIN only
 *   <li>{@code $websocket_close_code}, {@code $websocket_close_reason}: the content of that frame
 *   <li>{@code $websocket_close_client}, {@code $websocket_close_upstream}: the code that each side sent; 1005 when its
 *       close frame had none
 *   <li>{@code $websocket_messages_in}, {@code $websocket_messages_out}: complete messages from the client and to it
 *   <li>{@code $websocket_bytes_in}, {@code $websocket_bytes_out}: bytes from the client and to it, with frame headers
 *   <li>{@code $websocket_age}: seconds since the tunnel was opened, with milliseconds
 * </ul>
 */
final class WebSocketVariables {
    /** The state of a tunnel, from its opening, if it tracks frames. */
    static final AttachmentKey<TunnelState> STATE = new AttachmentKey<>("websocket");

    private WebSocketVariables() {}

    static void define(Variables variables) {
        variables.define("websocket_bytes_in", count(count -> Long.toString(count.bytesIn())));
        variables.define("websocket_bytes_out", count(count -> Long.toString(count.bytesOut())));
        variables.define("websocket_age", count(count -> MilliText.text(count.ageMillis())));
        variables.define("websocket_closed_by", fact(TunnelState::closedBy));
        variables.define("websocket_close_code", fact(state -> code(state.closeCode())));
        variables.define("websocket_close_reason", fact(TunnelState::closeReason));
        variables.define(
                "websocket_close_client", fact(state -> code(state.client().closeCode())));
        variables.define(
                "websocket_close_upstream", fact(state -> code(state.upstream().closeCode())));
        variables.define(
                "websocket_messages_in",
                fact(state -> Long.toString(state.client().messages())));
        variables.define(
                "websocket_messages_out",
                fact(state -> Long.toString(state.upstream().messages())));
    }

    private static Variable.Getter count(Function<TunnelMetrics, String> value) {
        return exchange -> known(exchange) == null ? null : value.apply(exchange.get(TunnelMetrics.KEY));
    }

    private static String code(int code) {
        return code == 0 ? null : Integer.toString(code);
    }

    private static Variable.Getter fact(Function<TunnelState, String> fact) {
        return exchange -> {
            TunnelState state = known(exchange);
            return state == null ? null : fact.apply(state);
        };
    }

    private static TunnelState known(Exchange exchange) {
        return exchange.get(STATE);
    }
}
