package io.gangway.explain;

import io.gangway.conf.Position;
import io.gangway.http.Field;
import java.util.List;

/**
 * What would happen to one request. Nothing was sent to find out: what depends on a backend is assumed, see {@link
 * #assumptions}.
 *
 * @param url as given
 * @param request the head that the client would send, with CRLF line ends; one char per byte
 * @param steps the way of the request, in order
 * @param server the first name of the server; empty when it has none
 * @param serverAt the {@code server} block
 * @param location the location that responds, as written after {@code location}: {@code "/chat"}, {@code "~ \.php$"};
 *     null when no location matches
 * @param locationAt the {@code location} block; null when no location matches
 * @param uri {@code $uri} at the end, after all rewrites and internal redirects
 * @param args {@code $args} at the end; null when there is no question mark
 * @param redirects number of internal redirects and of searches for another location after a rewrite
 * @param file the path of the file that is sent; null when none is
 * @param upstream the name of the upstream group, or the address in {@code proxy_pass}; null when the request is not
 *     passed on
 * @param peers the peers that may get the request, in the order of the configuration; empty when they are not known
 *     before the request, or it is not passed on
 * @param requestHead the head of the request to the backend, exactly as it would be sent, with CRLF line ends; for
 *     FastCGI its method, URI and a line for each parameter; for HTTP/2 a line for each field, with {@code :path}; null
 *     when the request is not passed on; one char per byte
 * @param status the status that the client gets; of a backend the assumed one. 444 is a connection that is closed
 *     without a response
 * @param responseFields the fields that the client gets, without those that only the backend knows
 * @param errorPages the statuses for which an {@code error_page} of the location would replace the response, when a
 *     backend is asked
 * @param assumptions what had to be assumed, one sentence each; empty when nothing depends on a backend
 * @param problem why the server itself fails or refuses the request, as the error log would say: a cycle, a pattern that
 *     takes too many steps, a head that is too large; null when it does not
 */
public record Explanation(
        String url,
        String request,
        List<ExplanationStep> steps,
        String server,
        Position serverAt,
        String location,
        Position locationAt,
        String uri,
        String args,
        int redirects,
        String file,
        String upstream,
        List<String> peers,
        String requestHead,
        int status,
        List<Field> responseFields,
        List<Integer> errorPages,
        List<String> assumptions,
        String problem) {
    /** In a head of HTTP/2. */
    private static final String PATH = ":path: ";

    public Explanation {
        steps = List.copyOf(steps);
        peers = List.copyOf(peers);
        responseFields = List.copyOf(responseFields);
        errorPages = List.copyOf(errorPages);
        assumptions = List.copyOf(assumptions);
    }

    /** Whether the result depends on something that was assumed. */
    public boolean isAssumed() {
        return !assumptions.isEmpty();
    }

    /**
     * The request line of {@link #requestHead}: {@code GET /ws HTTP/1.1}, or the first line of another protocol; null when
     * the request is not passed on.
     */
    public String requestLine() {
        return requestHead == null ? null : requestHead.substring(0, requestHead.indexOf('\r'));
    }

    /** The target in {@link #requestHead}: {@code /ws}; null when the request is not passed on. */
    public String upstreamUri() {
        if (requestHead == null) {
            return null;
        }
        if (requestHead.startsWith(":")) {
            return requestHead
                    .lines()
                    .filter(line -> line.startsWith(PATH))
                    .map(line -> line.substring(PATH.length()))
                    .findFirst()
                    .orElse("");
        }
        String line = requestLine();
        return line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
    }

    /** The value of the first response field of that name; null when there is none. */
    public String responseField(String name) {
        return responseFields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst()
                .orElse(null);
    }
}
