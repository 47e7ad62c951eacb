package io.gangway.exchange;

import io.gangway.conf.BuildInfo;
import io.gangway.http.ProtocolVersion;
import io.gangway.http.RequestHead;
import io.gangway.http.Status;
import java.util.Map;

/** nginx's built-in HTML page for a status without {@code error_page}. */
final class BuiltInPage {
    private static final String END = "\r\n";

    /** Old browsers replaced short pages with their own. */
    private static final String PADDING =
            "<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n".repeat(6);

    /** Statuses whose title differs from their status line. */
    private static final Map<Integer, String> TITLES = Map.of(302, "302 Found", 401, "401 Authorization Required");

    /** The part of each page before the name of the server, by status; null for a status without a page. */
    private static final String[] HEADS = new String[600];

    static {
        for (int status = 301; status < HEADS.length; status++) {
            if (Status.hasPhrase(status) && status != 304) {
                String title = TITLES.getOrDefault(status, Status.line(status));
                HEADS[status] = head(title, title);
            }
        }
        badRequest(494, "Request Header Or Cookie Too Large");
        badRequest(495, "The SSL certificate error");
        badRequest(496, "No required SSL certificate was sent");
        badRequest(497, "The plain HTTP request was sent to HTTPS port");
        HEADS[498] = HEADS[404];
    }

    private BuiltInPage() {}

    /**
     * The page, or an empty text when nginx has none for the status.
     *
     * @param serverTokens {@code on}, {@code off} or {@code build}
     * @param head the request, to detect browsers that need padding; null when {@code msie_padding} is off
     */
    static String of(int status, String serverTokens, RequestHead head) {
        String start = status < HEADS.length ? HEADS[status] : null;
        if (start == null) {
            return "";
        }
        String page = start + "<hr><center>" + BuildInfo.name(serverTokens) + "</center>" + END + "</body>" + END
                + "</html>" + END;
        return status >= 400 && head != null && wantsPadding(head) ? page + PADDING : page;
    }

    private static boolean wantsPadding(RequestHead head) {
        String agent = head.fields().get("User-Agent");
        if (agent == null || !head.version().atLeast(ProtocolVersion.HTTP_1_0) || agent.contains("Opera")) {
            return false;
        }
        int msie = agent.indexOf("MSIE ");
        if (msie >= 0 && msie + 7 < agent.length()) {
            return true;
        }
        return !agent.contains("Gecko/") && agent.contains("Chrome/");
    }

    private static void badRequest(int status, String why) {
        HEADS[status] = head("400 " + why, "400 Bad Request") + "<center>" + why + "</center>" + END;
    }

    private static String head(String title, String heading) {
        return "<html>" + END + "<head><title>" + title + "</title></head>" + END + "<body>" + END + "<center><h1>"
                + heading + "</h1></center>" + END;
    }
}
