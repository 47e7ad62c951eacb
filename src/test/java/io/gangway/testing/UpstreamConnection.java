package io.gangway.testing;

import java.util.Locale;
import java.util.regex.Pattern;

/** The backend's end of a connection, controlled by a {@link Script}. */
public final class UpstreamConnection extends RawEndpoint<UpstreamConnection> {
    private static final Pattern FIELD_NAME = Pattern.compile("(?m)^[^ :\r\n]+(?=:)");

    private final int number;
    private boolean lowerCaseFieldNames;

    UpstreamConnection(int number, Wire wire) {
        super(wire);
        this.number = number;
    }

    @Override
    UpstreamConnection self() {
        return this;
    }

    /** The number of the connection, from 1 in order of acceptance. */
    public int number() {
        return number;
    }

    /** Whether the field names of heads are sent in lower case from now on. */
    UpstreamConnection lowerCaseFieldNames(boolean lower) {
        lowerCaseFieldNames = lower;
        return this;
    }

    @Override
    String outgoing(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (!lowerCaseFieldNames || end < 0 || !text.startsWith("HTTP/1.")) {
            return text;
        }
        String names = FIELD_NAME
                .matcher(text.substring(0, end))
                .replaceAll(name -> name.group().toLowerCase(Locale.ROOT));
        return names + text.substring(end);
    }
}
