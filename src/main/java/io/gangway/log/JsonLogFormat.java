package io.gangway.log;

import io.gangway.conf.ByteText;
import io.gangway.errorlog.MilliText;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variable;
import io.gangway.exchange.Variables;
import io.gangway.upstream.Attempt;
import io.gangway.upstream.Attempts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The predefined format {@code json}: one JSON object (RFC 8259) for each request, with the fields that {@code
 * docs/running.md} lists. A field without a value is left out.
 */
final class JsonLogFormat {
    static final String NAME = "json";

    private final Variables variables;
    private final List<LogFormat.Part> parts = new ArrayList<>();

    private JsonLogFormat(Variables variables) {
        this.variables = variables;
    }

    static LogFormat of(Variables variables) {
        return new JsonLogFormat(variables).build();
    }

    private LogFormat build() {
        literal("{\"time\":\"");
        Variable time = variables.refer("time_iso8601", null);
        parts.add((exchange, line) -> line.add(time.get(exchange)));
        literal("\"");
        text("client", "remote_addr");
        text("user", "remote_user");
        text("method", "request_method");
        text("scheme", "scheme");
        text("host", "host");
        text("uri", "request_uri");
        text("protocol", "server_protocol");
        number("status", "status");
        number("request_length", "request_length");
        number("bytes_sent", "bytes_sent");
        number("body_bytes_sent", "body_bytes_sent");
        number("request_time", "request_time");
        text("referer", "http_referer");
        text("user_agent", "http_user_agent");
        text("server", "server_name");
        parts.add(JsonLogFormat::location);
        parts.add(JsonLogFormat::attempts);
        number("websocket_age", "websocket_age");
        number("websocket_messages_in", "websocket_messages_in");
        number("websocket_messages_out", "websocket_messages_out");
        number("websocket_bytes_in", "websocket_bytes_in");
        number("websocket_bytes_out", "websocket_bytes_out");
        text("websocket_closed_by", "websocket_closed_by");
        number("websocket_close_code", "websocket_close_code");
        text("websocket_close_reason", "websocket_close_reason");
        literal("}");
        return new LogFormat(NAME, parts.toArray(LogFormat.Part[]::new));
    }

    private void literal(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        parts.add((exchange, line) -> line.add(bytes));
    }

    private void text(String field, String name) {
        Variable variable = variables.refer(name, null);
        String start = ",\"" + field + "\":";
        parts.add((exchange, line) -> {
            String value = LogFormatCompiler.value(variable, exchange);
            if (value != null && !value.isEmpty()) {
                string(line.add(start), value);
            }
        });
    }

    private void number(String field, String name) {
        Variable variable = variables.refer(name, null);
        String start = ",\"" + field + "\":";
        parts.add((exchange, line) -> {
            String value = LogFormatCompiler.value(variable, exchange);
            if (value != null && !value.isEmpty()) {
                line.add(start).add(value.startsWith("0") && isLong(value) ? trimmed(value) : value);
            }
        });
    }

    /** {@code $status} is padded with zeros, which JSON does not allow: 009 becomes 9. */
    private static String trimmed(String digits) {
        return Integer.toString(Integer.parseInt(digits));
    }

    private static boolean isLong(String value) {
        return value.length() > 1 && value.indexOf('.') < 0;
    }

    private static void location(Exchange exchange, Line line) {
        String name = exchange.location().name() == null
                ? null
                : exchange.location().name().text();
        if (name != null) {
            string(line.add(",\"location\":"), name);
        }
    }

    /** One object for each attempt; those before an internal redirect are included. */
    private static void attempts(Exchange exchange, Line line) {
        List<Attempt> attempts = Attempts.made(exchange);
        if (attempts.isEmpty()) {
            return;
        }
        line.add(",\"upstream\":[");
        for (int i = 0; i < attempts.size(); i++) {
            Attempt attempt = attempts.get(i);
            line.add(i == 0 ? "{" : ",{");
            string(line.add("\"addr\":"), attempt.peer() == null ? "" : attempt.peer());
            if (attempt.status() != 0) {
                line.add(",\"status\":").add(Integer.toString(attempt.status()));
            }
            seconds(line, ",\"connect_time\":", attempt.connectTime());
            seconds(line, ",\"header_time\":", attempt.headerTime());
            seconds(line, ",\"response_time\":", attempt.responseTime());
            line.add('}');
        }
        line.add(']');
    }

    private static void seconds(Line line, String start, long millis) {
        if (millis >= 0) {
            line.add(start).add(MilliText.text(millis));
        }
    }

    /** A log collector refuses a line that is not UTF-8: other bytes become U+FFFD. */
    private static void string(Line line, String value) {
        line.add('"');
        Escaping.JSON.write(line, isAscii(value) ? value : utf8(value));
        line.add('"');
    }

    private static boolean isAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The value as valid UTF-8, one char per byte. */
    private static String utf8(String value) {
        return ByteText.of(ByteText.utf8(value));
    }
}
