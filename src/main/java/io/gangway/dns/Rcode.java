package io.gangway.dns;

/** The results of a query (RFC 1035, section 4.1.1), in nginx's words. */
final class Rcode {
    static final int FORMAT_ERROR = 1;
    static final int NOT_FOUND = 3;
    static final int REFUSED = 5;
    /** Not on the wire: no response arrived in time. */
    static final int TIMED_OUT = 110;

    private Rcode() {}

    /** {@code (3: Host not found)}. */
    static String inBrackets(int code) {
        return "(" + code + ": " + text(code) + ")";
    }

    static String text(int code) {
        return switch (code) {
            case FORMAT_ERROR -> "Format error";
            case 2 -> "Server failure";
            case NOT_FOUND -> "Host not found";
            case 4 -> "Unimplemented";
            case REFUSED -> "Operation refused";
            case TIMED_OUT -> "Operation timed out";
            default -> "Unknown error";
        };
    }
}
