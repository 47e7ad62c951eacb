package io.gangway.http;

/**
 * The meaning of the fields of an upstream's response, collected line by line in nginx's order. Owned by one parser.
 */
final class ResponseFacts {
    /** Fields of which a second line is dropped, with a warning. */
    private static final String[] FIRST_COUNTS = {
        "Status", "Content-Type", "Date", "ETag", "Server", "Location", "Refresh", "Expires", "X-Accel-Redirect"
    };

    private int present;
    private String lengthName;
    private String lengthText;
    private String codingName;
    private String codingText;
    private long contentLength = -1;
    private boolean close;

    /** Whether the line is dropped as a duplicate. */
    boolean ignored(String name) {
        for (int i = 0; i < FIRST_COUNTS.length; i++) {
            if (name.length() == FIRST_COUNTS[i].length() && name.equalsIgnoreCase(FIRST_COUNTS[i])) {
                boolean before = (present & 1 << i) != 0;
                present |= 1 << i;
                return before;
            }
        }
        return false;
    }

    void field(String name, String value) throws BadMessageException {
        switch (name.length()) {
            case 10 -> {
                if (name.equalsIgnoreCase("Connection")) {
                    close |= RequestFacts.within(value, "close");
                }
            }
            case 14 -> {
                if (name.equalsIgnoreCase("Content-Length")) {
                    length(name, value);
                }
            }
            case 17 -> {
                if (name.equalsIgnoreCase("Transfer-Encoding")) {
                    coding(name, value);
                }
            }
            default -> {}
        }
    }

    private void length(String name, String value) throws BadMessageException {
        if (lengthText != null) {
            throw bad(duplicate(name, value, lengthName, lengthText));
        }
        refuseBoth(codingText);
        lengthName = name;
        lengthText = value;
        contentLength = Decimal.parse(value);
        if (contentLength < 0) {
            throw bad("upstream sent invalid \"Content-Length\" header: \"" + name + ": " + value + '"');
        }
    }

    private void coding(String name, String value) throws BadMessageException {
        if (codingText != null) {
            throw bad(duplicate(name, value, codingName, codingText));
        }
        refuseBoth(lengthText);
        codingName = name;
        codingText = value;
        if (!value.equalsIgnoreCase("chunked")) {
            throw bad("upstream sent unknown \"Transfer-Encoding\": \"" + value + '"');
        }
    }

    private static void refuseBoth(String other) throws BadMessageException {
        if (other != null) {
            throw bad("upstream sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time");
        }
    }

    static String duplicate(String name, String value, String earlierName, String earlier) {
        return "upstream sent duplicate header line: \"" + name + ": " + value + "\", previous value: \"" + earlierName
                + ": " + earlier + '"';
    }

    static BadMessageException bad(String text) {
        return new BadMessageException(502, text, BadMessageException.RESPONSE_HEADER);
    }

    long contentLength() {
        return contentLength;
    }

    boolean chunked() {
        return codingText != null;
    }

    boolean close() {
        return close;
    }
}
