package io.gangway.core;

import io.gangway.http.HttpDate;
import java.util.function.Function;

/** Variables of the answer. Before there is one most of them are not there. */
final class AnswerVariables {
    private AnswerVariables() {}

    static void define(Variables variables) {
        variables.define("status", AnswerVariables::status);
        variables.define("bytes_sent", x -> Long.toString(x.door().bytesSent()));
        variables.define("body_bytes_sent", x -> Long.toString(x.door().bodyBytesSent()));
        variables.define("request_completion", x -> x.isAnswered() ? "OK" : "");
        variables.definePrefix(
                "sent_http_",
                name -> of(answer -> FieldVariables.joined(answer.fields().build(), name, ", ")));
        variables.define("sent_http_content_type", of(AnswerVariables::contentType));
        variables.define(
                "sent_http_content_length",
                of(answer -> answer.contentLength() < 0 ? null : Long.toString(answer.contentLength())));
        variables.define("sent_http_location", AnswerVariables::location);
        variables.define("sent_http_last_modified", of(AnswerVariables::lastModified));
        variables.define("sent_http_etag", of(AnswerVariables::etag));
        variables.define("sent_http_accept_ranges", of(AnswerVariables::acceptRanges));
        variables.defineCached("sent_http_connection", AnswerVariables::connection);
        variables.defineCached("sent_http_keep_alive", AnswerVariables::keepAlive);
        variables.define("sent_http_transfer_encoding", x -> x.door().isChunked() ? "chunked" : null);
        variables.definePrefix(
                "sent_trailer_", name -> x -> FieldVariables.joined(x.door().trailers(), name, ", "));
    }

    private static Variable.Getter of(Function<Answer, String> property) {
        return exchange -> exchange.answer() == null ? null : property.apply(exchange.answer());
    }

    private static String status(Exchange exchange) {
        String digits = Integer.toString(exchange.status());
        return "000".substring(Math.min(3, digits.length())) + digits;
    }

    private static String contentType(Answer answer) {
        String type = answer.contentTypeField();
        return type == null || type.isEmpty() ? null : type;
    }

    /** In the access log as the client got it. */
    private static String location(Exchange exchange) {
        Answer answer = exchange.answer();
        if (answer == null) {
            return null;
        }
        if (answer.location() != null) {
            return exchange.isAnswered()
                    ? exchange.location().settings().redirects().complete(exchange, answer.location())
                    : answer.location();
        }
        return FieldVariables.joined(answer.fields().build(), "location", ", ");
    }

    private static String etag(Answer answer) {
        return answer.etag() != null
                ? answer.etag()
                : FieldVariables.joined(answer.fields().build(), "etag", ", ");
    }

    private static String acceptRanges(Answer answer) {
        return answer.acceptRanges() != null
                ? answer.acceptRanges()
                : FieldVariables.joined(answer.fields().build(), "accept_ranges", ", ");
    }

    private static String lastModified(Answer answer) {
        if (answer.lastModifiedText() != null) {
            return answer.lastModifiedText();
        }
        return answer.lastModified() < 0 ? null : HttpDate.of(answer.lastModified());
    }

    private static String connection(Exchange exchange) {
        boolean upgraded = exchange.answer() != null && exchange.answer().status() == 101;
        return upgraded ? "upgrade" : keepsAlive(exchange) ? "keep-alive" : "close";
    }

    private static String keepAlive(Exchange exchange) {
        long header = exchange.location().settings().keepalive().header();
        return header > 0 && keepsAlive(exchange) ? "timeout=" + header : null;
    }

    /** In the access log the answer is over: nginx forgets that the connection is kept when it goes on to the next request. */
    private static boolean keepsAlive(Exchange exchange) {
        return !exchange.isAnswered() && exchange.door().keepsAlive();
    }
}
