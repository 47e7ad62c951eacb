package io.gangway.exchange;

import io.gangway.errorlog.LogLevel;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.loop.Timer;

/**
 * The decision of the access phases and {@code satisfy} on whether the client may have the resource. Owned by its
 * exchange.
 */
final class AccessDecision {
    private static final int FORBIDDEN = 403;
    private static final int UNAUTHORIZED = 401;

    private final Exchange exchange;

    /** With {@code satisfy any}: the status to send when no phase allows the request; 0 for none. */
    private int refusal;

    AccessDecision(Exchange exchange) {
        this.exchange = exchange;
    }

    private boolean needsAll() {
        return exchange.location().settings().satisfy() == Satisfy.ALL;
    }

    /** Returns whether the remaining access phases can be skipped. */
    boolean allow() {
        if (needsAll()) {
            return false;
        }
        if (exchange.explanation() != null) {
            note("satisfy any: one rule has allowed the request, the others are skipped");
        }
        refusal = 0;
        exchange.earlyFields().remove("WWW-Authenticate");
        return true;
    }

    PhaseResult deny(int status) {
        if (needsAll() || status != FORBIDDEN && status != UNAUTHORIZED) {
            return refuse(status);
        }
        if (exchange.explanation() != null) {
            note("satisfy any: another rule may still allow the request");
        }
        if (refusal != UNAUTHORIZED) {
            refusal = status;
        }
        return PhaseResult.NEXT;
    }

    /** Called after the last access phase. */
    PhaseResult decide() {
        int status = refusal;
        refusal = 0;
        if (status == 0) {
            return PhaseResult.NEXT;
        }
        if (status == FORBIDDEN) {
            exchange.log(LogLevel.ERROR, "access forbidden by rule");
        }
        return refuse(status);
    }

    private void note(String text) {
        exchange.explanation().step(Topic.ACCESS, exchange.location().source().levels(), "satisfy", text);
    }

    private PhaseResult refuse(int status) {
        long delay = exchange.location().settings().authDelayMillis();
        if (status != UNAUTHORIZED || delay == 0 || exchange.explanation() != null) {
            return exchange.end(status);
        }
        exchange.log(LogLevel.INFO, "delaying unauthorized request");
        Timer timer = exchange.loop().timer(() -> exchange.end(status));
        exchange.onEnd(timer::cancel);
        timer.arm(delay);
        return PhaseResult.PENDING;
    }
}
