package io.gangway.core;

import io.gangway.conf.Environment;
import io.gangway.conf.PathName;
import io.gangway.content.RewindableBody;
import io.gangway.errorlog.LogLevel;
import io.gangway.errorlog.MilliText;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variables;
import io.gangway.http.RequestHead;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Variables of the request: its line, uri, file and body. */
final class RequestVariables {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private RequestVariables() {}

    static void define(Variables variables) {
        line(variables);
        uri(variables);
        body(variables);
        variables.define("host", RequestVariables::host);
        variables.define("server_name", x -> x.server().name());
        variables.define("request_port", x -> port(x.head()));
        variables.define("is_request_port", x -> x.head().port() == 0 ? "" : ":");
        variables.define("remote_user", RequestVariables::user);
        variables.defineCached("request_id", x -> id());
        variables.define(
                "request_time", x -> MilliText.text((x.loop().nanoTime() - x.startedNanos()) / NANOS_PER_MILLI));
        LimitRate.define(variables);
    }

    private static void line(Variables variables) {
        variables.define("request", x -> x.head().line());
        variables.define("request_method", RequestVariables::method);
        variables.define("server_protocol", x -> x.head().protocol());
        variables.define(
                "request_length",
                x -> x.isSubrequest()
                        ? "0"
                        : Long.toString(x.head().length() + x.received().bytesRead()));
    }

    /**
     * For a subrequest the method of the client's request: access rules need it, while a subrequest itself is a GET.
     */
    private static String method(Exchange exchange) {
        String method = exchange.main().method();
        return method == null || method.isEmpty() ? null : method;
    }

    private static void uri(Variables variables) {
        variables.define(
                "request_uri",
                x -> x.head().uri() == null ? null : x.head().uri().unparsed());
        variables.define("uri", RequestVariables::decoded);
        variables.define("document_uri", RequestVariables::decoded);
        variables.define("args", Exchange::args, Exchange::args);
        variables.define("query_string", Exchange::args);
        variables.define("is_args", x -> x.args() == null || x.args().isEmpty() ? "" : "?");
        variables.define("document_root", x -> x.location().settings().root().root(x));
        variables.define("realpath_root", RequestVariables::realRoot);
        variables.define("request_filename", x -> x.location().settings().root().file(x, x.uri()));
    }

    private static void body(Variables variables) {
        variables.define("content_length", RequestVariables::contentLength);
        variables.define("request_body", x -> x.received().text());
        variables.define("request_body_file", x -> x.received().fileName());
    }

    /** Null when no request target was read; empty when it was invalid. */
    private static String decoded(Exchange exchange) {
        return exchange.head().target().isEmpty() && exchange.uri().isEmpty() ? null : exchange.uri();
    }

    private static String host(Exchange exchange) {
        String host = exchange.head().host();
        return host == null || host.isEmpty() ? exchange.server().name() : host;
    }

    private static String port(RequestHead head) {
        return head.port() == 0 ? "" : Integer.toString(head.port());
    }

    /** As in nginx this accesses the file system, whose cached metadata make it fast. */
    private static String realRoot(Exchange exchange) {
        String root = exchange.location().settings().root().root(exchange);
        try {
            return Environment.bytes(PathName.existing(root).toRealPath());
        } catch (IOException e) {
            exchange.log(LogLevel.CRIT, "realpath() \"" + root + "\" failed");
            return null;
        }
    }

    private static String contentLength(Exchange exchange) {
        String field = FieldVariables.joined(exchange.head().fields(), "content_length", ", ");
        RewindableBody buffered = exchange.main().received().buffered();
        return field != null || buffered == null ? field : Long.toString(buffered.length());
    }

    private static String user(Exchange exchange) {
        Credentials credentials = Credentials.of(exchange);
        return credentials == null ? null : credentials.user();
    }

    private static String id() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
    }
}
