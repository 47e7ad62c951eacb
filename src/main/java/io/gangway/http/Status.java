package io.gangway.http;

/** Status lines as nginx writes them. */
public final class Status {
    private Status() {}

    private static final String[] LINES = new String[600];

    static {
        for (String line : new String[] {
            "200 OK",
            "201 Created",
            "202 Accepted",
            "204 No Content",
            "206 Partial Content",
            "301 Moved Permanently",
            "302 Moved Temporarily",
            "303 See Other",
            "304 Not Modified",
            "307 Temporary Redirect",
            "308 Permanent Redirect",
            "400 Bad Request",
            "401 Unauthorized",
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
            "507 Insufficient Storage",
            "101 Switching Protocols",
            "100 Continue",
            "103 Early Hints"
        }) {
            LINES[Integer.parseInt(line.substring(0, 3))] = line;
        }
    }

    /** Whether nginx has a phrase for it. */
    public static boolean hasPhrase(int status) {
        return status >= 0 && status < LINES.length && LINES[status] != null;
    }

    /** Status and phrase, such as {@code 404 Not Found}; {@code "299 "} with the space when nginx has no phrase. */
    public static String line(int status) {
        if (hasPhrase(status)) {
            return LINES[status];
        }
        String digits = Integer.toString(status);
        return "000".substring(Math.min(3, digits.length())) + digits + " ";
    }
}
