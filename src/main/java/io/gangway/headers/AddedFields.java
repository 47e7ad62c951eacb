package io.gangway.headers;

import io.gangway.config.Scope;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
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
        }
        for (AddedField header : headers) {
            if (safe || header.always()) {
                add(response, header.name(), header.value().render(x));
            }
        }
        return next;
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
