package io.gangway.admin;

import io.gangway.conf.ByteText;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * A request to the API.
 *
 * @param exchange its exchange
 * @param path the segments of its path below the API, decoded
 */
record ApiRequest(Exchange exchange, List<String> path) {
    /** Whether the path has as many segments as the pattern and the same ones, except where the pattern has a star. */
    boolean isFor(String... pattern) {
        if (path.size() != pattern.length) {
            return false;
        }
        for (int i = 0; i < pattern.length; i++) {
            if (!pattern[i].equals("*") && !pattern[i].equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** A segment of the path as an id; -1 when it is none. */
    long id(int segment) {
        try {
            return Math.max(-1, Long.parseLong(path.get(segment)));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * An argument of the query, decoded; null when it is missing.
     *
     * @throws IllegalArgumentException when its escapes are malformed
     */
    String argument(String name) {
        String value = exchange.variable("arg_" + name);
        return value == null || value.isEmpty()
                ? null
                : URLDecoder.decode(ByteText.utf8(value), StandardCharsets.UTF_8);
    }

    PhaseResult refuse(int status, String code, String text) {
        return JsonResponse.refuse(exchange, new Refusal(status, code, text));
    }

    /** Responds with a text of JSON. */
    PhaseResult json(String text) {
        return JsonResponse.send(exchange, 200, "application/json", text);
    }

    /** Responds with 202 and a text of JSON: the work goes on. */
    PhaseResult accepted(String text) {
        return JsonResponse.send(exchange, 202, "application/json", text);
    }

    /** A callback of a pending request: not called when it has ended, and its failure ends it. */
    <T> Consumer<T> later(Consumer<T> then) {
        return result -> {
            if (exchange.isEnded()) {
                return;
            }
            try {
                then.accept(result);
            } catch (RuntimeException | Error e) {
                exchange.failed(e);
            }
        };
    }
}
