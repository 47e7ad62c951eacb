package io.gangway.userid;

import io.gangway.config.LocationBuilder;
import io.gangway.exchange.Variable;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of a location.
 *
 * @param expires zero for a cookie of the session
 * @param attributes all that follows the expiry in the cookie
 * @param mark 0 for none
 * @param p3p empty for none
 * @param service null for none
 * @param reset {@code $uid_reset}
 */
record UseridSettings(
        UseridMode mode,
        String name,
        Duration expires,
        String attributes,
        char mark,
        String p3p,
        Integer service,
        Variable reset,
        IdentifierSource source) {
    /** {@code userid_expires max}. */
    static final Duration MAX = Duration.ofSeconds(Integer.MAX_VALUE);

    private static final List<String> FLAGS = List.of("secure", "httponly");

    /** The first of these that is configured is written. */
    private static final List<String> SAME_SITE = List.of("samesite=strict", "samesite=lax", "samesite=none");

    static UseridSettings of(LocationBuilder location, IdentifierSource source) {
        String domain = location.get(UseridModule.USERID_DOMAIN);
        Set<String> flags = location.get(UseridModule.USERID_FLAGS);
        String attributes = (domain.isEmpty() ? "" : "; domain=" + domain)
                + "; path=" + location.get(UseridModule.USERID_PATH)
                + Stream.concat(
                                FLAGS.stream().filter(flags::contains),
                                SAME_SITE.stream().filter(flags::contains).limit(1))
                        .map(flag -> "; " + flag)
                        .collect(Collectors.joining());
        return new UseridSettings(
                location.get(UseridModule.USERID),
                location.get(UseridModule.USERID_NAME),
                location.get(UseridModule.USERID_EXPIRES),
                attributes,
                location.get(UseridModule.USERID_MARK),
                location.get(UseridModule.USERID_P3P),
                location.get(UseridModule.USERID_SERVICE),
                location.context().variables().refer("uid_reset", null),
                source);
    }
}
