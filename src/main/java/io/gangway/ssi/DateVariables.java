package io.gangway.ssi;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variables;
import java.time.Instant;
import java.time.ZoneId;

/** {@code $date_gmt} and {@code $date_local}: the time, in the format of the page's {@code config timefmt}. */
final class DateVariables {
    private static final AttachmentKey<String> FORMAT = new AttachmentKey<>("ssi timefmt");

    private static final String DEFAULT_FORMAT = "%A, %d-%b-%Y %H:%M:%S %Z";

    private DateVariables() {}

    static void define(Variables variables) {
        variables.define("date_gmt", x -> text(x, ZoneId.of("GMT")));
        variables.define("date_local", x -> text(x, ZoneId.systemDefault()));
    }

    /** Sets the format for the rest of the page. */
    static void format(Exchange x, String format) {
        x.put(FORMAT, format);
    }

    private static String text(Exchange x, ZoneId zone) {
        String format = x.get(FORMAT);
        Instant now = Instant.ofEpochSecond(x.loop().currentTimeMillis() / 1000);
        return TimeText.of(format == null ? DEFAULT_FORMAT : format, now.atZone(zone));
    }
}
