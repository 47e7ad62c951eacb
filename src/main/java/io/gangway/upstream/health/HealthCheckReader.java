package io.gangway.upstream.health;

import io.gangway.conf.TimeValue;
import io.gangway.config.DirectiveArguments;
import java.time.Duration;

/** Reads the parameters of {@code health_check}. */
final class HealthCheckReader {
    private static final int LAST_PORT = 65535;
    /** UNAUTHENTICATED, the last of gRPC's status codes. */
    private static final int LAST_STATUS = 16;

    private long intervalMillis = 5000;
    private long jitterMillis;
    private int fails = 1;
    private int passes = 1;
    private String uri;
    private boolean mandatory;
    private boolean persistent;
    private String match;
    private int port;
    private boolean webSocket;
    private boolean grpc;
    private String grpcService = "";
    private int grpcStatus;
    private long keepaliveMillis;

    private HealthCheckReader() {}

    static HealthCheck read(DirectiveArguments r) {
        HealthCheckReader check = new HealthCheckReader();
        for (String word : r.args()) {
            check.parameter(r, word);
        }
        if (check.persistent && !check.mandatory) {
            throw r.error("\"persistent\" requires \"mandatory\"");
        }
        if (check.webSocket && check.keepaliveMillis > 0) {
            throw r.error("\"keepalive_time\" cannot be used with \"type=websocket\"");
        }
        if (check.grpc && (check.uri != null || check.match != null)) {
            throw r.error("\"" + (check.uri == null ? "match" : "uri") + "\" cannot be used with \"type=grpc\"");
        }
        return new HealthCheck(
                check.intervalMillis,
                check.jitterMillis,
                check.fails,
                check.passes,
                check.grpc ? GrpcHealth.PATH : check.uri == null ? "/" : check.uri,
                check.mandatory,
                check.persistent,
                check.match,
                check.port,
                check.webSocket,
                check.grpc ? new GrpcHealth(check.grpcService, check.grpcStatus) : null,
                check.keepaliveMillis,
                r.node());
    }

    private void parameter(DirectiveArguments r, String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals + 1);
        String value = equals < 0 ? "" : word.substring(equals + 1);
        if (grpc != name.startsWith("grpc_")) {
            throw r.error("\"" + word + "\" must " + (grpc ? "precede" : "follow") + " \"type=grpc\"");
        }
        switch (name) {
            case "interval=" -> intervalMillis = positive(r, word, time(r, word, value));
            case "jitter=" -> jitterMillis = time(r, word, value);
            case "fails=" -> fails = number(r, word, value, Integer.MAX_VALUE);
            case "passes=" -> passes = number(r, word, value, Integer.MAX_VALUE);
            case "uri=" -> uri = uri(r, word, value);
            case "mandatory" -> mandatory = true;
            case "persistent" -> persistent = true;
            case "match=" -> match = text(r, word, value);
            case "port=" -> port = number(r, word, value, LAST_PORT);
            case "keepalive_time=" -> keepaliveMillis = time(r, word, value);
            case "type=" -> type(r, word, value);
            case "grpc_service=" -> grpcService = text(r, word, value);
            case "grpc_status=" -> grpcStatus = number(r, word, value, LAST_STATUS);
            default -> throw r.invalidParameter(word);
        }
    }

    private void type(DirectiveArguments r, String word, String value) {
        switch (value) {
            case "http" -> webSocket = false;
            case "websocket" -> webSocket = true;
            case "grpc" -> grpc = true;
            default -> throw r.invalidParameter(word);
        }
    }

    private static String text(DirectiveArguments r, String word, String value) {
        if (value.isEmpty()) {
            throw r.invalidParameter(word);
        }
        return value;
    }

    private static String uri(DirectiveArguments r, String word, String value) {
        boolean plain = value.chars().allMatch(c -> c > ' ' && c != 0x7f && c != '#');
        if (!value.startsWith("/") || !plain) {
            throw r.invalidParameter(word);
        }
        return value;
    }

    private static long time(DirectiveArguments r, String word, String value) {
        return TimeValue.millis(value).map(Duration::toMillis).orElseThrow(() -> r.invalidParameter(word));
    }

    private static long positive(DirectiveArguments r, String word, long millis) {
        if (millis < 1) {
            throw r.invalidParameter(word);
        }
        return millis;
    }

    private static int number(DirectiveArguments r, String word, String value, int max) {
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > max) {
            throw r.invalidParameter(word);
        }
        return Integer.parseInt(value);
    }
}
