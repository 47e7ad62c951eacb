package io.gangway.websocket;

import io.gangway.errorlog.MilliText;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variable;
import io.gangway.exchange.Variables;
import java.util.function.Function;

/**
 * What the access log can tell of a tunnel. Not there for other exchanges, nor for tunnels that are not WebSocket.
 *
 * <ul>
 *   <li>{@code $websocket_closed_by}: {@code client}, {@code upstream} or {@code gangway}: who sent a close frame first;
 *       {@code gangway} with 1014 also when a leg broke and the other one was told. Not there when nobody sent one: a leg that
 *       broke amid a frame is told to the other one by FIN alone
 *   <li>{@code $websocket_close_code}, {@code $websocket_close_reason}: of that frame
 *   <li>{@code $websocket_close_client}, {@code $websocket_close_upstream}: the code that each side sent; 1005 when its close
 *       frame had none
 *   <li>{@code $websocket_messages_in}, {@code $websocket_messages_out}: whole messages from the client and to it
 *   <li>{@code $websocket_bytes_in}, {@code $websocket_bytes_out}: bytes from the client and to it, headers of frames included
 *   <li>{@code $websocket_age}: seconds since the tunnel was opened, to the millisecond
 * </ul>
 */
final class WebSocketVariables {
    /** The tunnel of an exchange, once it is open and follows frames. */
    static final AttachmentKey<TunnelState> FACTS = new AttachmentKey<>("websocket");

    private WebSocketVariables() {}

    static void define(Variables variables) {
        variables.define("websocket_bytes_in", count(count -> Long.toString(count.bytesIn())));
        variables.define("websocket_bytes_out", count(count -> Long.toString(count.bytesOut())));
        variables.define("websocket_age", count(count -> MilliText.text(count.ageMillis())));
        variables.define("websocket_closed_by", fact(TunnelState::closedBy));
        variables.define("websocket_close_code", fact(facts -> code(facts.closeCode())));
        variables.define("websocket_close_reason", fact(TunnelState::closeReason));
        variables.define(
                "websocket_close_client", fact(facts -> code(facts.client().closeCode())));
        variables.define(
                "websocket_close_upstream", fact(facts -> code(facts.upstream().closeCode())));
        variables.define(
                "websocket_messages_in",
                fact(facts -> Long.toString(facts.client().messages())));
        variables.define(
                "websocket_messages_out",
                fact(facts -> Long.toString(facts.upstream().messages())));
    }

    private static Variable.Getter count(Function<TunnelMetrics, String> value) {
        return exchange -> known(exchange) == null ? null : value.apply(exchange.get(TunnelMetrics.KEY));
    }

    private static String code(int code) {
        return code == 0 ? null : Integer.toString(code);
    }

    private static Variable.Getter fact(Function<TunnelState, String> fact) {
        return exchange -> {
            TunnelState facts = known(exchange);
            return facts == null ? null : fact.apply(facts);
        };
    }

    private static TunnelState known(Exchange exchange) {
        return exchange.get(FACTS);
    }
}
