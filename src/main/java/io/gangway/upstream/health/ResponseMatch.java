package io.gangway.upstream.health;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variable;
import io.gangway.http.ResponseHead;
import io.gangway.regex.Regex;
import java.util.List;

/** The conditions of a {@code match}, which a response must all meet. Immutable. */
record ResponseMatch(List<Status> statuses, List<Header> headers, List<Body> bodies, List<Variable> required) {
    /** Without {@code match}: any status of success or redirection. */
    static final ResponseMatch BY_STATUS = new ResponseMatch(
            List.of(new Status(List.of(new Range(200, 399)), false)), List.of(), List.of(), List.of());

    /** Of a WebSocket handshake without {@code match}. */
    static final ResponseMatch SWITCHED = new ResponseMatch(
            List.of(new Status(List.of(new Range(101, 101)), false)), List.of(), List.of(), List.of());

    record Range(int first, int last) {}

    /** {@code status}; {@code not} for {@code !}. */
    record Status(List<Range> ranges, boolean not) {
        boolean fits(int status) {
            return not != ranges.stream().anyMatch(range -> range.first() <= status && status <= range.last());
        }
    }

    /**
     * {@code header}.
     *
     * @param equal the value; null for another test
     * @param pattern of the value; null for another test. Without both, the field must be there
     * @param not whether the test is negated
     */
    record Header(String name, String equal, Regex pattern, boolean not) {
        boolean fits(ResponseHead head) {
            String value = head.fields().get(name);
            boolean fits = value != null
                    && (equal == null || equal.equals(value))
                    && (pattern == null || pattern.match(value) != null);
            return fits != not;
        }
    }

    /** {@code body}. */
    record Body(Regex pattern, boolean not) {
        boolean fits(String text) {
            return (pattern.match(text) != null) != not;
        }
    }

    /** Whether the body is looked at. */
    boolean needsBody() {
        return !bodies.isEmpty();
    }

    /** Why a response does not match; null if it does. */
    String mismatch(CheckResponse response, Exchange x) {
        ResponseHead head = response.head();
        if (!statuses.stream().allMatch(status -> status.fits(head.status()))) {
            return "the status is " + head.status();
        }
        for (Header header : headers) {
            if (!header.fits(head)) {
                return "the header \"" + header.name() + "\" does not match";
            }
        }
        if (needsBody()) {
            String text = response.bodyText();
            if (!bodies.stream().allMatch(body -> body.fits(text))) {
                return "the body does not match";
            }
        }
        for (Variable variable : required) {
            String value = variable.get(x);
            if (value == null || value.isEmpty() || value.equals("0")) {
                return "the variable \"$" + variable.name() + "\" is not set";
            }
        }
        return null;
    }
}
