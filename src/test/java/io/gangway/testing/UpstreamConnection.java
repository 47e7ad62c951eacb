package io.gangway.testing;

import java.util.Locale;
import java.util.regex.Pattern;

/** The backend's end of a connection, in the hands of a {@link Script}. */
public final class UpstreamConnection extends ConnectionEnd<UpstreamConnection> {
    private static final Pattern FIELD_NAME = Pattern.compile("(?m)^[^ :\r\n]+(?=:)");

    private final int number;
    private boolean lowerCaseNames;

    UpstreamConnection(int number, Wire wire) {
        super(wire);
        this.number = number;
    }

    @Override
    UpstreamConnection self() {
        return this;
    }

    /** From 1, in order of acceptance. */
    public int number() {
        return number;
    }

    /** From now on the field names of heads are sent in lower case, if so. */
    UpstreamConnection lowerCaseNames(boolean lower) {
        lowerCaseNames = lower;
        return this;
    }

    @Override
    String outgoing(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (!lowerCaseNames || end < 0 || !text.startsWith("HTTP/1.")) {
            return text;
        }
        String names = FIELD_NAME
                .matcher(text.substring(0, end))
                .replaceAll(name -> name.group().toLowerCase(Locale.ROOT));
        return names + text.substring(end);
    }
}
