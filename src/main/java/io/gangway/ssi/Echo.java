package io.gangway.ssi;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.http.PercentEncoding;

/** Executes {@code echo var="name"}. Keeps the encoding, which applies to the rest of the page. */
final class Echo {
    private enum Encoding {
        NONE,
        URL,
        ENTITY
    }

    private final Exchange exchange;
    private Encoding encoding = Encoding.ENTITY;

    Echo(Exchange exchange) {
        this.exchange = exchange;
    }

    String text(SsiCommand ssiCommand) throws SsiException {
        String value = SsiVariables.get(exchange, ssiCommand.get("var"));
        if (value == null) {
            String byDefault = ssiCommand.get("default");
            value = byDefault == null ? "(none)" : byDefault;
        }
        if (value.isEmpty()) {
            return value;
        }
        encode(ssiCommand.get("encoding"));
        return switch (encoding) {
            case NONE -> value;
            case URL -> PercentEncoding.uriInHtml(value);
            case ENTITY -> PercentEncoding.html(value);
        };
    }

    private void encode(String name) {
        switch (name == null ? "" : name) {
            case "" -> {}
            case "none" -> encoding = Encoding.NONE;
            case "url" -> encoding = Encoding.URL;
            case "entity" -> encoding = Encoding.ENTITY;
            default -> exchange.log(LogLevel.ERROR, "unknown encoding \"" + name + "\" in the \"echo\" command");
        }
    }
}
