package io.gangway.websocket;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.TunnelFactory;
import io.gangway.explain.ExplanationStep;
import io.gangway.explain.ExplanationStep.Topic;

/** Explains what a tunnel would meet: its relay, its time-outs and its limits. */
final class TunnelExplanation {
    private final Exchange exchange;
    private final TunnelSettings settings;

    TunnelExplanation(Exchange exchange, TunnelSettings settings) {
        this.exchange = exchange;
        this.settings = settings;
    }

    void record(TunnelFactory.Limits limits) {
        boolean webSocket = exchange.head().fields().hasToken("Upgrade", "websocket");
        if (settings.bridges() && webSocket) {
            String directive = settings.compression().isOn()
                    ? "websocket_compression"
                    : settings.hook() != null ? "websocket_hook" : "websocket_relay";
            step(directive, "a bridge: frames and extensions of each side are their own");
        } else {
            step("websocket_relay", "a tunnel: bytes pass unchanged");
        }
        if (settings.idleMillis() < 0) {
            step(
                    "proxy_read_timeout",
                    "ends after " + ExplanationStep.time(limits.readTimeoutMillis())
                            + " without data from the backend");
        } else {
            step(
                    "websocket_idle_timeout",
                    "ends after " + ExplanationStep.time(settings.idleMillis()) + " without data");
        }
        if (webSocket) {
            messages();
        }
        if (settings.age().millis() > 0) {
            step(
                    "websocket_max_age",
                    "ends after at most " + ExplanationStep.time(settings.age().millis()));
        }
        if (settings.drainMillis() >= 0) {
            step(
                    "websocket_drain",
                    "is drained within " + ExplanationStep.time(settings.drainMillis())
                            + " after a reload that concerns it");
        }
    }

    private void messages() {
        if (settings.pingMillis() > 0) {
            step(
                    "websocket_ping_interval",
                    "each side is pinged after " + ExplanationStep.time(settings.pingMillis())
                            + " without data, and has " + ExplanationStep.time(settings.pongMillis()) + " to respond");
        }
        if (settings.maxMessageLength() > 0) {
            step("websocket_max_message_size", "a message has at most " + settings.maxMessageLength() + " bytes");
        }
        step("websocket_close_timeout", "a close takes at most " + ExplanationStep.time(settings.closeMillis()));
    }

    private void step(String directive, String text) {
        exchange.explanation()
                .step(Topic.WEBSOCKET, exchange.location().source().levels(), directive, text + " (" + directive + ")");
    }
}
