package io.gangway.servlet;

import io.gangway.http.Ascii;
import io.gangway.http.BadMessageException;
import io.gangway.http.HeadBuilder;
import io.gangway.http.HeadWriter;
import io.gangway.http.Limits;
import io.gangway.http.ProtocolVersion;
import io.gangway.server.HostedHead;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/** Reads the head of a servlet request, relative to the context path. */
final class ServletHead {
    private ServletHead() {}

    /**
     * Reads a head.
     *
     * @param protocol {@code :protocol} of an extended CONNECT, or null
     */
    static HostedHead read(HttpServletRequest request, Limits limits, String protocol) {
        return protocol == null
                ? HostedHead.ofText(text(request), limits)
                : HostedHead.ofFields(builder -> extendedConnect(request, protocol, builder), limits);
    }

    private static void extendedConnect(HttpServletRequest request, String protocol, HeadBuilder builder)
            throws BadMessageException {
        builder.field(":method", request.getMethod());
        builder.field(":protocol", protocol);
        builder.field(":scheme", request.getScheme());
        builder.field(":path", target(request));
        if (request.getHeader("Host") == null) {
            builder.field(":authority", request.getServerName() + ':' + request.getServerPort());
        }
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                builder.field(Ascii.lower(name), bytes(value));
            }
        }
        builder.complete(false);
    }

    private static HeadWriter text(HttpServletRequest request) {
        boolean old = request.getProtocol().equals("HTTP/1.0");
        HeadWriter out = new HeadWriter();
        out.requestLine(
                request.getMethod(), target(request), old ? ProtocolVersion.HTTP_1_0 : ProtocolVersion.HTTP_1_1);
        boolean host = false;
        for (String name : Collections.list(request.getHeaderNames())) {
            host |= name.equalsIgnoreCase("Host");
            for (String value : Collections.list(request.getHeaders(name))) {
                out.field(name, bytes(value));
            }
        }
        if (!host && !old) {
            out.field("Host", request.getServerName());
        }
        if (request.getProtocol().startsWith("HTTP/2") && mayHaveBody(request)) {
            // HTTP/2 need not announce the length, like chunks in HTTP/1.1.
            out.field("Transfer-Encoding", "chunked");
        }
        return out.end();
    }

    private static boolean mayHaveBody(HttpServletRequest request) {
        return request.getContentLengthLong() < 0
                && !request.getMethod().equals("GET")
                && !request.getMethod().equals("HEAD");
    }

    /** The target relative to the context path, as raw as the container provides it. */
    private static String target(HttpServletRequest request) {
        String path = below(request.getContextPath(), request.getRequestURI());
        String query = request.getQueryString();
        return bytes(query == null ? path : path + '?' + query);
    }

    /** Whether the target is exactly the context path, without a final slash. */
    static boolean isContextPath(String context, String uri) {
        return !context.isEmpty() && rest(context, uri).isEmpty();
    }

    static String below(String context, String uri) {
        String path = rest(context, uri);
        return path.isEmpty() ? "/" : path;
    }

    private static String rest(String context, String uri) {
        if (uri.startsWith(context)) {
            return uri.substring(context.length());
        }
        // The client spelled the context path differently: skip as many segments.
        int from = 0;
        for (long slashes = context.chars().filter(c -> c == '/').count(); slashes >= 0 && from >= 0; slashes--) {
            from = uri.indexOf('/', slashes == 0 ? from : from + 1);
        }
        return from < 0 ? "" : uri.substring(from);
    }

    /** Converts text to one char per byte: reverts the decoding of a container that decodes UTF-8. */
    private static String bytes(String text) {
        boolean latin1 = text.chars().allMatch(c -> c <= 0xff);
        return latin1 ? text : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
