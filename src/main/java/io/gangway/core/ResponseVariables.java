package io.gangway.core;

import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variable;
import io.gangway.exchange.Variables;
import io.gangway.http.HttpDate;
import java.util.function.Function;

/** Variables of the response. Most have no value before the response exists. */
final class ResponseVariables {
    private ResponseVariables() {}

    static void define(Variables variables) {
        variables.define("status", ResponseVariables::status);
        variables.define("bytes_sent", x -> Long.toString(x.stream().progress().bytesSent()));
        variables.define(
                "body_bytes_sent", x -> Long.toString(x.stream().progress().bodyBytesSent()));
        variables.define("request_completion", x -> x.isCompleted() ? "OK" : "");
        variables.definePrefix(
                "sent_http_",
                name -> of(response -> FieldVariables.joined(response.fields().build(), name, ", ")));
        variables.define("sent_http_content_type", of(ResponseVariables::contentType));
        variables.define(
                "sent_http_content_length",
                of(response -> response.contentLength() < 0 ? null : Long.toString(response.contentLength())));
        variables.define("sent_http_location", ResponseVariables::location);
        variables.define("sent_http_last_modified", of(ResponseVariables::lastModified));
        variables.define("sent_http_etag", of(ResponseVariables::etag));
        variables.define("sent_http_accept_ranges", of(ResponseVariables::acceptRanges));
        variables.defineCached("sent_http_connection", ResponseVariables::connection);
        variables.defineCached("sent_http_keep_alive", ResponseVariables::keepAlive);
        variables.define(
                "sent_http_transfer_encoding", x -> x.stream().progress().isChunked() ? "chunked" : null);
        variables.definePrefix(
                "sent_trailer_",
                name -> x -> FieldVariables.joined(x.stream().progress().trailers(), name, ", "));
    }

    private static Variable.Getter of(Function<Response, String> property) {
        return exchange -> exchange.response() == null ? null : property.apply(exchange.response());
    }

    private static String status(Exchange exchange) {
        String digits = Integer.toString(exchange.status());
        return "000".substring(Math.min(3, digits.length())) + digits;
    }

    private static String contentType(Response response) {
        String type = response.contentTypeField();
        return type == null || type.isEmpty() ? null : type;
    }

    /** In the access log as sent to the client. */
    private static String location(Exchange exchange) {
        Response response = exchange.response();
        if (response == null) {
            return null;
        }
        if (response.location() != null) {
            return exchange.isCompleted()
                    ? exchange.location().settings().redirects().complete(exchange, response.location())
                    : response.location();
        }
        return FieldVariables.joined(response.fields().build(), "location", ", ");
    }

    private static String etag(Response response) {
        return response.etag() != null
                ? response.etag()
                : FieldVariables.joined(response.fields().build(), "etag", ", ");
    }

    private static String acceptRanges(Response response) {
        return response.acceptRanges() != null
                ? response.acceptRanges()
                : FieldVariables.joined(response.fields().build(), "accept_ranges", ", ");
    }

    private static String lastModified(Response response) {
        if (response.lastModifiedText() != null) {
            return response.lastModifiedText();
        }
        return response.lastModified() < 0 ? null : HttpDate.of(response.lastModified());
    }

    private static String connection(Exchange exchange) {
        boolean upgraded = exchange.response() != null && exchange.response().status() == 101;
        return upgraded ? "upgrade" : keepsAlive(exchange) ? "keep-alive" : "close";
    }

    private static String keepAlive(Exchange exchange) {
        long header = exchange.location().settings().keepalive().header();
        return header > 0 && keepsAlive(exchange) ? "timeout=" + header : null;
    }

    /** False in the access log: nginx has reset this flag by then. */
    private static boolean keepsAlive(Exchange exchange) {
        return !exchange.isCompleted() && exchange.stream().keepsAlive();
    }
}
