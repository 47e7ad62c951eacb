package io.gangway.headers;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.TimeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.http.HttpDate;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * {@code expires}: sets {@code Expires} and {@code Cache-Control}.
 *
 * @param template the time if it has variables, else null
 * @param modified whether the time is relative to {@code Last-Modified} instead of now
 * @param constant the time if it has no variables, else null
 */
record Expires(Template template, boolean modified, When constant) {
    enum Kind {
        OFF,
        EPOCH,
        MAX,
        ACCESS,
        MODIFIED,
        DAILY
    }

    /**
     * A configured time.
     *
     * @param seconds from now, from {@code Last-Modified}, or since midnight, by the kind
     */
    record When(Kind kind, long seconds) {}

    /** An invalid time; the message is nginx's. */
    static final class BadTimeException extends Exception {
        private static final long serialVersionUID = 1;

        BadTimeException(String message) {
            super(message, null, false, false);
        }
    }

    static final Directive<Expires> EXPIRES = Directive.of("expires", 1, 2, Expires::read)
            .syntax("[modified] time", "epoch | max | off")
            .defaultText("off")
            .description(
                    "Sets Expires and Cache-Control of a response: a time from now, from the time of the file "
                            + "(\"modified\"), at an hour of the day (\"@15h30m\"), long ago (\"epoch\") or in ten years (\"max\").")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    private static Expires read(DirectiveArguments r) {
        boolean modified = r.count() == 2;
        if (modified && !r.arg(0).equals("modified")) {
            throw r.invalidValue();
        }
        Template template = r.template(r.arg(r.count() - 1));
        if (template.constant() == null) {
            return new Expires(template, modified, null);
        }
        try {
            return new Expires(null, modified, parse(template.constant(), modified));
        } catch (BadTimeException e) {
            throw r.error("\"expires\" directive " + e.getMessage());
        }
    }

    static When parse(String text, boolean modified) throws BadTimeException {
        if (!modified) {
            switch (text) {
                case "epoch":
                    return new When(Kind.EPOCH, 0);
                case "max":
                    return new When(Kind.MAX, 0);
                case "off":
                    return new When(Kind.OFF, 0);
                default:
                    break;
            }
        }
        boolean daily = text.startsWith("@");
        if (daily && modified) {
            throw new BadTimeException("daily time cannot be used with \"modified\" parameter");
        }
        boolean minus = text.startsWith("-");
        String time = daily || minus || text.startsWith("+") ? text.substring(1) : text;
        long seconds = TimeValue.seconds(time)
                .orElseThrow(() -> new BadTimeException("invalid value"))
                .toSeconds();
        if (daily && seconds > 24 * 60 * 60) {
            throw new BadTimeException("daily time value must be less than 24 hours");
        }
        return new When(daily ? Kind.DAILY : modified ? Kind.MODIFIED : Kind.ACCESS, minus ? -seconds : seconds);
    }

    /** Sets the fields. An invalid time from a variable is ignored. */
    void apply(Exchange x, Response response) {
        When when = constant;
        if (when == null) {
            try {
                when = parse(template.render(x), modified);
            } catch (BadTimeException e) {
                return;
            }
        }
        long now = Math.floorDiv(x.loop().currentTimeMillis(), 1000L);
        switch (when.kind()) {
            case OFF -> {}
            case EPOCH -> set(response, "Thu, 01 Jan 1970 00:00:01 GMT", "no-cache");
            case MAX -> set(response, "Thu, 31 Dec 2037 23:55:55 GMT", "max-age=315360000");
            case DAILY -> until(response, nextTime(now, when.seconds(), ZoneId.systemDefault()), now);
            case ACCESS, MODIFIED -> {
                if (when.seconds() == 0) {
                    set(response, x.loop().httpDate(), "max-age=0");
                } else if (when.kind() == Kind.ACCESS || response.lastModified() == -1) {
                    until(response, now + when.seconds(), now);
                } else {
                    until(response, response.lastModified() + when.seconds(), now);
                }
            }
        }
    }

    private void until(Response response, long end, long now) {
        boolean past = end < now || constant != null && constant.seconds() < 0;
        set(response, HttpDate.of(end), past ? "no-cache" : "max-age=" + (end - now));
    }

    private static void set(Response response, String expires, String cacheControl) {
        response.fields().set("Expires", expires).set("Cache-Control", cacheControl);
    }

    /** The next time at {@code secondsOfDay} after midnight, in seconds of the epoch. */
    static long nextTime(long now, long secondsOfDay, ZoneId zone) {
        ZonedDateTime midnight =
                Instant.ofEpochSecond(now).atZone(zone).toLocalDate().atStartOfDay(zone);
        long today = at(midnight, secondsOfDay);
        return today > now ? today : at(midnight.plusDays(1), secondsOfDay);
    }

    private static long at(ZonedDateTime midnight, long secondsOfDay) {
        return midnight.toLocalDateTime()
                .plusSeconds(secondsOfDay)
                .atZone(midnight.getZone())
                .toEpochSecond();
    }
}
