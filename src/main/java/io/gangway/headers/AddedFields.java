package io.gangway.headers;

import io.gangway.config.Scope;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.Fields;
import io.gangway.http.HttpDate;
import java.util.List;
import java.util.Locale;

/** Adds the configured fields of a location to its responses. */
final class AddedFields implements Filter {
    private final Expires expires;
    private final List<AddedField> headers;

    AddedFields(Scope scope) {
        expires = scope.get(Expires.EXPIRES);
        headers = AddedField.of(scope, AddedField.ADD_HEADER, AddedField.ADD_HEADER_INHERIT);
    }

    boolean isEmpty() {
        return (expires == null
                        || expires.constant() != null && expires.constant().kind() == Expires.Kind.OFF)
                && headers.isEmpty();
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        boolean safe = isSafe(response.status());
        if (expires != null && safe) {
            expires.apply(x, response);
            if (x.explanation() != null) {
                noteExpires(x, response);
            }
        }
        for (AddedField header : headers) {
            if (safe || header.always()) {
                String value = header.value().render(x);
                if (x.explanation() != null) {
                    note(x, header, value);
                }
                add(response, header.name(), value);
            } else if (x.explanation() != null) {
                x.explanation()
                        .step(
                                Topic.RESPONSE,
                                header.node(),
                                header.name() + " is not added to " + response.status() + ", for lack of \"always\"");
            }
        }
        return next;
    }

    private static void note(Exchange x, AddedField header, String value) {
        x.explanation()
                .step(
                        Topic.RESPONSE,
                        header.node(),
                        value.isEmpty()
                                ? header.name() + " is empty: it is not added"
                                : "adds " + header.name() + ": " + value);
    }

    private static void noteExpires(Exchange x, Response response) {
        Fields fields = response.fields().build();
        if (fields.get("Expires") != null) {
            x.explanation()
                    .step(
                            Topic.RESPONSE,
                            x.location().source().levels(),
                            "expires",
                            "expires adds Expires: " + fields.get("Expires") + " and Cache-Control: "
                                    + fields.get("Cache-Control"));
        }
    }

    /** Whether fields without {@code always} are sent with this status. */
    static boolean isSafe(int status) {
        return switch (status) {
            case 200, 201, 204, 206, 301, 302, 303, 304, 307, 308 -> true;
            default -> false;
        };
    }

    private static void add(Response response, String name, String value) {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "last-modified" -> {
                if (value.isEmpty()) {
                    response.lastModified(-1);
                } else {
                    response.lastModified(HttpDate.parse(value), value);
                }
            }
            case "etag" -> response.etag(value.isEmpty() ? null : value);
            default -> {
                if (!value.isEmpty()) {
                    response.fields().add(name, value);
                }
            }
        }
    }
}
