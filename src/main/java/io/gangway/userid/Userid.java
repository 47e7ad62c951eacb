package io.gangway.userid;

import io.gangway.core.FieldVariables;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/** The identifier of the client of a request: from its cookie, or a new one. Owned by its exchange. */
final class Userid {
    private static final AttachmentKey<Userid> KEY = new AttachmentKey<>("userid");

    /** Characters of an identifier in a cookie; old clients have garbage behind them. */
    private static final int ENCODED = 22;

    /** Bytes of an identifier. */
    private static final int SIZE = 16;

    private static final DateTimeFormatter EXPIRES =
            DateTimeFormatter.ofPattern("EEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.US);

    private static final DateTimeFormatter EXPIRES_LATE =
            DateTimeFormatter.ofPattern("EEE, dd-MMM-yyyy HH:mm:ss 'GMT'", Locale.US);

    private static final int LAST_SHORT_YEAR = 2037;

    private final Exchange x;
    private final UseridSettings settings;
    /** The value of the cookie; null without one. */
    private String cookie;
    /** The identifier in it; null without one. */
    private byte[] got;
    /** The identifier that is set; null while there is none. */
    private byte[] set;

    private boolean reset;

    private Userid(Exchange x, UseridSettings settings) {
        this.x = x;
        this.settings = settings;
    }

    /** That of a client's request; the settings of its first use remain. */
    static Userid of(Exchange x, UseridSettings settings) {
        Userid userid = x.get(KEY);
        if (userid == null) {
            userid = new Userid(x, settings);
            userid.read();
            x.put(KEY, userid);
        }
        return userid;
    }

    private void read() {
        for (String line : x.head().fields().all("Cookie")) {
            cookie = FieldVariables.cookie(line, settings.name());
            if (cookie != null) {
                read(line);
                return;
            }
        }
    }

    private void read(String line) {
        if (cookie.length() < ENCODED) {
            x.log(LogLevel.ERROR, "client sent too short userid cookie \"" + line + "\"");
            return;
        }
        try {
            int padding = cookie.indexOf('=');
            String encoded = cookie.substring(0, padding < 0 ? ENCODED : Math.min(padding, ENCODED));
            byte[] bytes = Arrays.copyOf(Base64.getDecoder().decode(encoded), SIZE);
            // As in nginx, an identifier without a number is none.
            got = number(bytes, 3) == 0 ? null : bytes;
        } catch (IllegalArgumentException e) {
            x.log(LogLevel.ERROR, "client sent invalid userid cookie \"" + line + "\"");
        }
    }

    /** {@code $uid_got}. */
    String gotText() {
        return text(got);
    }

    /** {@code $uid_set}. */
    String setText() {
        if (settings.mode() == UseridMode.LOG) {
            return null;
        }
        create();
        return text(set);
    }

    /** The field that sets a cookie; null when the client keeps its own. */
    String newCookie() {
        create();
        if (set == null) {
            return null;
        }
        StringBuilder text = new StringBuilder(settings.name()).append('=');
        if (got == null || reset) {
            text.append(Base64.getEncoder().encodeToString(set));
            if (settings.mark() != 0) {
                text.setCharAt(text.length() - 2, settings.mark());
            }
        } else {
            text.append(cookie, 0, ENCODED).append(settings.mark()).append('=');
        }
        return expires(text).append(settings.attributes()).toString();
    }

    private StringBuilder expires(StringBuilder text) {
        if (settings.expires().equals(UseridSettings.MAX)) {
            return text.append("; expires=Thu, 31-Dec-37 23:55:55 GMT");
        }
        if (settings.expires().isZero()) {
            return text;
        }
        ZonedDateTime time = Instant.ofEpochSecond(x.loop().currentTimeMillis() / 1000)
                .plus(settings.expires())
                .atZone(ZoneOffset.UTC);
        DateTimeFormatter format = time.getYear() > LAST_SHORT_YEAR ? EXPIRES_LATE : EXPIRES;
        return text.append("; expires=").append(format.format(time));
    }

    private void create() {
        if (set != null) {
            return;
        }
        if (got != null) {
            String wanted = settings.reset().get(x);
            if (wanted == null || wanted.isEmpty() || wanted.equals("0")) {
                set = isMarked() ? null : got;
                return;
            }
            reset = true;
            if (wanted.equals("log")) {
                x.log(LogLevel.NOTICE, "userid cookie \"" + gotText() + "\" was reset");
            }
        }
        set = settings.source().next(x, settings);
    }

    /** Whether the cookie has the mark that it should have. */
    private boolean isMarked() {
        return settings.mark() == 0
                || cookie.length() > ENCODED + 1
                        && cookie.charAt(ENCODED) == settings.mark()
                        && cookie.charAt(ENCODED + 1) == '=';
    }

    /** As nginx shows it on x86. */
    private String text(byte[] id) {
        return id == null
                ? null
                : String.format(
                        "%s=%08X%08X%08X%08X",
                        settings.name(), number(id, 0), number(id, 1), number(id, 2), number(id, 3));
    }

    private static int number(byte[] id, int index) {
        return ByteBuffer.wrap(id).order(ByteOrder.LITTLE_ENDIAN).getInt(index * 4);
    }
}
