package io.gangway.upstream.sticky;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.upstream.Peer;
import io.gangway.upstream.Stickiness;
import io.gangway.upstream.StickySession;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Set;

/**
 * {@code sticky cookie}: a cookie of Gangway's own names the server. Each response sets it again, with nginx's
 * attributes in nginx's order.
 *
 * @param name of the cookie
 * @param variables the cookie of a request
 * @param expires null for a cookie that lasts as long as the browser
 * @param domain null for none
 * @param httpOnly {@code httponly}
 * @param secure {@code secure}
 * @param sameSite null for none
 * @param path null for none
 */
record StickyCookie(
        String name,
        SessionVariables variables,
        Expires expires,
        Template domain,
        boolean httpOnly,
        boolean secure,
        Template sameSite,
        String path)
        implements Stickiness {
    static final Set<String> SAME_SITE = Set.of("strict", "lax", "none");

    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    /** Years up to this one have two digits, for old browsers. */
    private static final int LAST_SHORT_YEAR = 2037;

    /**
     * How long the cookie lasts.
     *
     * @param seconds from now; -1 for {@code max}
     */
    record Expires(long seconds) {
        static final Expires MAX = new Expires(-1);

        /** The two attributes. */
        String text(long nowSeconds) {
            return this == MAX
                    ? "; expires=Thu, 31-Dec-37 23:55:55 GMT; max-age=315360000"
                    : "; expires=" + date(nowSeconds + seconds) + "; max-age=" + seconds;
        }

        private static String date(long seconds) {
            ZonedDateTime at = Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC);
            int year = at.getYear();
            return String.format(
                    Locale.ROOT,
                    "%s, %02d-%s-%02d %02d:%02d:%02d GMT",
                    DAYS[at.getDayOfWeek().ordinal()],
                    at.getDayOfMonth(),
                    MONTHS[at.getMonthValue() - 1],
                    year > LAST_SHORT_YEAR ? year : year % 100,
                    at.getHour(),
                    at.getMinute(),
                    at.getSecond());
        }
    }

    @Override
    public StickySession begin(Exchange x) {
        return new Session(this, x, wanted(x));
    }

    @Override
    public String wanted(Exchange x) {
        return variables.value(x);
    }

    /** Each response has the cookie. */
    @Override
    public boolean binds(Exchange x) {
        return true;
    }

    /** The value of {@code Set-Cookie} for a server. */
    String value(Peer peer, Exchange x) {
        StringBuilder text = new StringBuilder(name).append('=').append(peer.sid());
        if (expires != null) {
            text.append(expires.text(x.loop().currentTimeMillis() / 1000));
        }
        attribute(text, "domain", domain == null ? "" : domain.render(x));
        if (httpOnly) {
            text.append("; httponly");
        }
        if (secure) {
            text.append("; secure");
        }
        attribute(text, "samesite", sameSite == null ? "" : sameSite(x));
        attribute(text, "path", path == null ? "" : path);
        return text.toString();
    }

    private String sameSite(Exchange x) {
        String value = sameSite.render(x);
        return value.isEmpty() || SAME_SITE.contains(value.toLowerCase(Locale.ROOT)) ? value : "strict";
    }

    private static void attribute(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append("; ").append(name).append('=').append(value);
        }
    }

    @Override
    public String toString() {
        return "cookie " + name;
    }

    /** One request. */
    private static final class Session implements StickySession {
        private static final String SET_COOKIE = "Set-Cookie";

        private final StickyCookie cookie;
        private final Exchange x;
        private final String wanted;
        /** The line of the cookie among the early fields; -1 before there is one. */
        private int line = -1;

        Session(StickyCookie cookie, Exchange x, String wanted) {
            this.cookie = cookie;
            this.x = x;
            this.wanted = wanted;
        }

        @Override
        public String wanted() {
            return wanted;
        }

        /** The response may also be an error page, after which the browser comes back to the same server. */
        @Override
        public void chosen(Peer peer) {
            String value = cookie.value(peer, x);
            if (line < 0) {
                line = x.earlyFields().size();
                x.earlyFields().add(SET_COOKIE, value);
            } else {
                x.earlyFields().set(line, value);
            }
        }

        @Override
        public void headReceived(Peer peer) {}

        @Override
        public void ended(Peer peer) {}
    }
}
