package io.gangway.core;

import io.gangway.http.Status;
import java.util.Set;

/** Answers with a status alone: {@code error_page} where there is one, else a small page as nginx has it. */
final class SpecialAnswer {
    /** After these nginx closes the connection: what follows on it can't be trusted. */
    private static final Set<Integer> CLOSING = Set.of(400, 413, 414, 495, 496, 497, 500, 501);

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private SpecialAnswer() {}

    static Outcome send(Exchange exchange, int status, String location) {
        if (status == 444 || status == 499) {
            exchange.errorStatus(status);
            exchange.door().abort();
            return Outcome.DONE;
        }
        exchange.errorStatus(status);
        if (CLOSING.contains(status)) {
            exchange.door().closeAfter();
        }
        ErrorPages pages = exchange.location().settings().errorPages();
        if (!pages.isEmpty() && !exchange.errorPageUsed() && exchange.redirectsLeft() > 0) {
            ErrorPages.Page page = pages.find(status);
            if (page != null) {
                exchange.errorPageUsed(!exchange.location().scope().get(CoreContent.RECURSIVE_ERROR_PAGES));
                return page(exchange, page);
            }
        }
        return plain(exchange, status, location);
    }

    private static Outcome page(Exchange exchange, ErrorPages.Page page) {
        switch (page.override()) {
            case KEEP -> {}
            case OF_PAGE -> exchange.errorStatus(0);
            case GIVEN -> exchange.errorStatus(page.status());
        }
        String target = page.target().render(exchange);
        if (target.startsWith("/")) {
            if (!exchange.method().equals("HEAD")) {
                exchange.method("GET");
            }
            int question = target.indexOf('?');
            String uri = question < 0 ? target : target.substring(0, question);
            return exchange.redirect(uri, question < 0 ? null : target.substring(question + 1));
        }
        if (target.startsWith("@")) {
            return exchange.redirectNamed(target);
        }
        if (!REDIRECTS.contains(page.status())) {
            exchange.errorStatus(302);
        }
        return plain(exchange, exchange.errorStatus(), target);
    }

    private static Outcome plain(Exchange exchange, int status, String location) {
        Answer answer = new Answer(status).location(location);
        BytesProducer page = new BytesProducer(status == 204 || status == 304 ? "" : html(exchange, status));
        if (page.length() > 0) {
            answer.contentType("text/html");
        }
        exchange.errorStatus(status);
        return exchange.respond(answer.contentLength(page.length()), page);
    }

    private static String html(Exchange exchange, int status) {
        String text = Status.line(status);
        if (text == null || status >= 430 && status < 500 && status < 494) {
            return text == null ? "" : page(exchange, text);
        }
        return page(
                exchange,
                switch (status) {
                    case 494 -> "400 Request Header Or Cookie Too Large";
                    case 495, 496 ->
                        "400 " + (status == 495 ? "The SSL certificate error" : "No required SSL certificate was sent");
                    case 497 -> "400 The plain HTTP request was sent to HTTPS port";
                    default -> text;
                });
    }

    private static String page(Exchange exchange, String text) {
        return "<html>\r\n<head><title>" + text + "</title></head>\r\n<body>\r\n<center><h1>" + text
                + "</h1></center>\r\n<hr><center>"
                + Product.name(exchange.location().settings().serverTokens())
                + "</center>\r\n</body>\r\n</html>\r\n";
    }
}
