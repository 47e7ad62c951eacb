package io.gangway.userid;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;

/** {@code $uid_reset}, which {@code set} may change: anything but an empty value and 0 gives the client a new cookie. */
final class UseridReset {
    private static final AttachmentKey<String> VALUE = new AttachmentKey<>("uid_reset");

    private UseridReset() {}

    static String get(Exchange x) {
        String value = x.main().get(VALUE);
        return value == null ? "" : value;
    }

    static void set(Exchange x, String value) {
        x.main().put(VALUE, value);
    }
}
