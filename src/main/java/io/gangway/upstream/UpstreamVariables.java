package io.gangway.upstream;

import io.gangway.errorlog.MilliText;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variable;
import io.gangway.exchange.Variables;
import io.gangway.http.Fields;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** {@code $upstream_*}: most have one value for each attempt, in order. */
final class UpstreamVariables {
    private UpstreamVariables() {}

    static void define(Variables variables) {
        variables.define("upstream_addr", each(a -> a.peer == null ? "" : a.peer));
        variables.define("upstream_status", each(a -> a.status == 0 ? "-" : Integer.toString(a.status)));
        variables.define("upstream_response_time", time(a -> a.responseTime));
        variables.define("upstream_connect_time", time(a -> a.connectTime));
        variables.define("upstream_header_time", time(a -> a.headerTime));
        variables.define("upstream_response_length", each(a -> Long.toString(a.bodyLength)));
        variables.define("upstream_bytes_received", each(a -> Long.toString(a.received)));
        variables.define("upstream_bytes_sent", each(a -> Long.toString(a.sent)));
        variables.define("upstream_cache_status", CacheOutcome::statusOf);
        variables.define("upstream_cache_last_modified", CacheOutcome::lastModifiedOf);
        variables.define("upstream_cache_etag", CacheOutcome::etagOf);
        variables.definePrefix("upstream_http_", name -> {
            String field = name.replace('_', '-');
            return x -> Attempt.field(fields(x), field);
        });
        variables.definePrefix("upstream_trailer_", name -> {
            String field = name.replace('_', '-');
            return x ->
                    Attempts.of(x) == null ? null : Attempt.field(Attempts.of(x).trailers(), field);
        });
        variables.definePrefix("upstream_cookie_", name -> x -> cookie(x, name));
    }

    /** The header fields of the last response, also of one from a cache; null if there is none. */
    private static Fields fields(Exchange x) {
        Fields cached = CacheOutcome.fieldsOf(x);
        if (cached != null) {
            return cached;
        }
        Attempts attempts = Attempts.of(x);
        return attempts == null ? null : attempts.fields();
    }

    private static Variable.Getter time(ToLongFunction<Attempt> millis) {
        return each(a -> {
            long known = millis.applyAsLong(a);
            return known < 0 ? "-" : MilliText.text(known);
        });
    }

    private static Variable.Getter each(Function<Attempt, String> value) {
        return x -> {
            Attempts attempts = Attempts.of(x);
            return attempts == null || attempts.all().isEmpty() ? null : joined(attempts.all(), value);
        };
    }

    private static String joined(List<Attempt> all, Function<Attempt, String> value) {
        if (all.size() == 1) {
            return value.apply(all.get(0));
        }
        StringBuilder text = new StringBuilder();
        boolean first = true;
        for (Attempt attempt : all) {
            if (attempt == Attempt.REDIRECT) {
                text.append(" : ");
                first = true;
                continue;
            }
            text.append(first ? "" : ", ").append(value.apply(attempt));
            first = false;
        }
        return text.toString();
    }

    /**
     * The value of a cookie in the response's {@code Set-Cookie} fields, without attributes; spaces around the equals
     * sign are ignored.
     */
    private static String cookie(Exchange exchange, String name) {
        Fields fields = fields(exchange);
        if (fields == null) {
            return null;
        }
        for (String line : fields.all("Set-Cookie")) {
            int equals = afterBlanks(line, name.length());
            if (line.regionMatches(true, 0, name, 0, name.length()) && line.startsWith("=", equals)) {
                int value = afterBlanks(line, equals + 1);
                int end = line.indexOf(';', value);
                return end < 0 ? line.substring(value) : line.substring(value, end);
            }
        }
        return null;
    }

    private static int afterBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return Math.min(at, line.length());
    }
}
