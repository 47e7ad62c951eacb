package io.gangway.exchange;

import io.gangway.http.ProtocolVersion;
import java.util.HashMap;
import java.util.Map;

/** The small HTML page that nginx sends for a status when {@code error_page} names none. */
final class BuiltInPage {
    private static final String END = "\r\n";

    /** Old browsers showed a page of their own instead of a short one. */
    private static final String PADDING =
            "<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n".repeat(6);

    /** The part before the name of the server; a status that is not here has no page. */
    private static final Map<Integer, String> HEADS = new HashMap<>();

    static {
        for (String title : new String[] {
            "301 Moved Permanently",
            "302 Found",
            "303 See Other",
            "307 Temporary Redirect",
            "308 Permanent Redirect",
            "400 Bad Request",
            "401 Authorization Required",
            "402 Payment Required",
            "403 Forbidden",
            "404 Not Found",
            "405 Not Allowed",
            "406 Not Acceptable",
            "407 Proxy Authentication Required",
            "408 Request Time-out",
            "409 Conflict",
            "410 Gone",
            "411 Length Required",
            "412 Precondition Failed",
            "413 Request Entity Too Large",
            "414 Request-URI Too Large",
            "415 Unsupported Media Type",
            "416 Requested Range Not Satisfiable",
            "421 Misdirected Request",
            "429 Too Many Requests",
            "500 Internal Server Error",
            "501 Not Implemented",
            "502 Bad Gateway",
            "503 Service Temporarily Unavailable",
            "504 Gateway Time-out",
            "505 HTTP Version Not Supported",
            "507 Insufficient Storage"
        }) {
            HEADS.put(Integer.parseInt(title.substring(0, 3)), head(title, title));
        }
        badRequest(494, "Request Header Or Cookie Too Large");
        badRequest(495, "The SSL certificate error");
        badRequest(496, "No required SSL certificate was sent");
        badRequest(497, "The plain HTTP request was sent to HTTPS port");
        HEADS.put(498, HEADS.get(404));
    }

    private BuiltInPage() {}

    /** The page, or an empty text when nginx has none for that status. */
    static String of(Exchange exchange, int status) {
        String head = HEADS.get(status);
        if (head == null) {
            return "";
        }
        LocationSettings settings = exchange.location().settings();
        String page = head + "<hr><center>" + BuildInfo.name(settings.serverTokens()) + "</center>" + END + "</body>"
                + END + "</html>" + END;
        return status >= 400 && settings.msiePadding() && wantsPadding(exchange) ? page + PADDING : page;
    }

    private static boolean wantsPadding(Exchange exchange) {
        String agent = exchange.head().fields().get("User-Agent");
        if (agent == null || !exchange.head().version().atLeast(ProtocolVersion.HTTP_1_0) || agent.contains("Opera")) {
            return false;
        }
        int msie = agent.indexOf("MSIE ");
        if (msie >= 0 && msie + 7 < agent.length()) {
            return true;
        }
        return !agent.contains("Gecko/") && agent.contains("Chrome/");
    }

    private static void badRequest(int status, String why) {
        HEADS.put(status, head("400 " + why, "400 Bad Request") + "<center>" + why + "</center>" + END);
    }

    private static String head(String title, String heading) {
        return "<html>" + END + "<head><title>" + title + "</title></head>" + END + "<body>" + END + "<center><h1>"
                + heading + "</h1></center>" + END;
    }
}
