package io.gangway.servlet;

import io.gangway.http.Ascii;
import io.gangway.http.BadMessageException;
import io.gangway.http.HeadBuilder;
import io.gangway.http.HeadWriter;
import io.gangway.http.Limits;
import io.gangway.http.ProtocolVersion;
import io.gangway.http.RequestHead;
import io.gangway.http.RequestParser;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/**
 * The head of a servlet request. It is written as on the wire, relative to the context path, and parsed by Gangway's
 * own parser, so that nginx's rules for heads apply here too and exist only once.
 *
 * @param head the parsed head
 * @param notes nginx's log lines at level info about ignored lines
 * @param fault why nginx would reject the request, or null
 */
record ServletHead(RequestHead head, List<String> notes, BadMessageException fault) {
    /**
     * Reads a head.
     *
     * @param protocol {@code :protocol} of an extended CONNECT, or null
     */
    static ServletHead read(HttpServletRequest request, Limits limits, String protocol) {
        return protocol == null ? read(request, limits) : extendedConnect(request, limits, protocol);
    }

    private static ServletHead extendedConnect(HttpServletRequest request, Limits limits, String protocol) {
        HeadBuilder builder = new HeadBuilder(limits, true);
        BadMessageException fault = null;
        try {
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
        } catch (BadMessageException e) {
            fault = e;
        }
        return new ServletHead(builder.head(), builder.notes(), fault);
    }

    private static ServletHead read(HttpServletRequest request, Limits limits) {
        RequestParser parser = new RequestParser(limits);
        HeadWriter text = text(request);
        BadMessageException fault = null;
        try {
            parser.parse(ByteBuffer.wrap(text.array(), 0, text.length()));
        } catch (BadMessageException e) {
            fault = e;
        }
        return new ServletHead(parser.head(), parser.notes(), fault);
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
