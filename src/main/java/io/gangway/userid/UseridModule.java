package io.gangway.userid;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.NumberValue;
import io.gangway.conf.TimeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.FilterOrder;
import io.gangway.exchange.Variables;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** nginx's userid module. */
public final class UseridModule implements Module {
    /** Whether cookies are read and set. */
    static final Directive<UseridMode> USERID = Directive.choice(
                    "userid",
                    Map.of(
                            "off", UseridMode.OFF,
                            "log", UseridMode.LOG,
                            "v1", UseridMode.VERSION_1,
                            "on", UseridMode.VERSION_2))
            .byDefault(UseridMode.OFF)
            .syntax("on | v1 | log | off")
            .defaultText("off")
            .description(
                    "Gives each client without an identifier a cookie with one: of version 2 with \"on\", of version "
                            + "1 with \"v1\". With \"log\" cookies are only read, for $uid_got.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<String> USERID_NAME = Directive.word("userid_name")
            .byDefault("uid")
            .syntax("name")
            .description("Sets the name of the cookie.")
            .in(HTTP, SERVER, LOCATION);

    /** Without the name of the attribute; empty for none. */
    static final Directive<String> USERID_DOMAIN = Directive.of("userid_domain", 1, 1, UseridModule::unlessNone)
            .byDefault("")
            .syntax("name | none")
            .defaultText("none")
            .description("Sets the domain of the cookie.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<String> USERID_PATH = Directive.word("userid_path")
            .byDefault("/")
            .syntax("path")
            .description("Sets the path of the cookie.")
            .in(HTTP, SERVER, LOCATION);

    /** Zero for a cookie of the session; {@link UseridSettings#MAX} for the latest time. */
    static final Directive<Duration> USERID_EXPIRES = Directive.of("userid_expires", 1, 1, UseridModule::expires)
            .byDefault(Duration.ZERO)
            .syntax("time | max | off")
            .defaultText("off")
            .description("Sets how long browsers keep the cookie: \"max\" until 31 December 2037, \"off\" until the "
                    + "end of the session.")
            .in(HTTP, SERVER, LOCATION);

    /** The attributes, in the order in which they are written. */
    static final Directive<Set<String>> USERID_FLAGS = Directive.choices(
                    "userid_flags",
                    Integer.MAX_VALUE,
                    Map.of(
                            "off", "off",
                            "secure", "secure",
                            "httponly", "httponly",
                            "samesite=strict", "samesite=strict",
                            "samesite=lax", "samesite=lax",
                            "samesite=none", "samesite=none"))
            .byDefault(Set.of())
            .syntax("off | flag ...")
            .defaultText("off")
            .description("Adds these attributes to the cookie: secure, httponly, samesite=strict, samesite=lax, "
                    + "samesite=none.")
            .in(HTTP, SERVER, LOCATION);

    /** 0 for none. */
    static final Directive<Character> USERID_MARK = Directive.of("userid_mark", 1, 1, UseridModule::mark)
            .byDefault('\0')
            .syntax("letter | digit | = | off")
            .defaultText("off")
            .description("Marks cookies with this character. A client whose cookie lacks the mark gets its own "
                    + "identifier again, with the mark: so expiry and flags of old cookies can be changed.")
            .in(HTTP, SERVER, LOCATION);

    /** Empty for none. */
    static final Directive<String> USERID_P3P = Directive.of("userid_p3p", 1, 1, UseridModule::unlessNone)
            .byDefault("")
            .syntax("string | none")
            .defaultText("none")
            .description("Sets the P3P field that is sent with the cookie.")
            .in(HTTP, SERVER, LOCATION);

    /** Null for the address of the server. */
    static final Directive<Integer> USERID_SERVICE = Directive.of(
                    "userid_service", 1, 1, r -> (int) NumberValue.read(r.node()))
            .syntax("number")
            .defaultText("IP address of the server")
            .description("Sets the first part of the identifiers that this server gives. By default it is 0 in version "
                    + "1, and the last four bytes of the server's address in version 2.")
            .in(HTTP, SERVER, LOCATION);

    static final AttachmentKey<UseridSettings> SETTINGS = new AttachmentKey<>("userid");

    /** One for all generations of a process, as the numbers must not repeat. */
    private final IdentifierSource source = new IdentifierSource();

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                USERID,
                USERID_NAME,
                USERID_DOMAIN,
                USERID_PATH,
                USERID_EXPIRES,
                USERID_FLAGS,
                USERID_MARK,
                USERID_P3P,
                USERID_SERVICE);
    }

    @Override
    public void variables(Variables variables) {
        variables.define("uid_got", x -> of(x) == null ? null : of(x).gotText());
        variables.define("uid_set", x -> of(x) == null ? null : of(x).setText());
        variables.define("uid_reset", UseridReset::get, UseridReset::set);
    }

    /** Null where {@code userid} is off. */
    private static Userid of(Exchange x) {
        UseridSettings settings = x.main().location().get(SETTINGS);
        return settings == null ? null : Userid.of(x.main(), settings);
    }

    @Override
    public void compose(LocationBuilder location) {
        UseridMode mode = location.get(USERID);
        if (mode == UseridMode.OFF) {
            return;
        }
        UseridSettings settings = UseridSettings.of(location, source);
        location.put(SETTINGS, settings);
        if (mode != UseridMode.LOG) {
            location.filter(FilterOrder.USERID, new UseridFilter(settings));
        }
    }

    private static String unlessNone(DirectiveArguments r) {
        return r.arg(0).equals("none") ? "" : r.arg(0);
    }

    private static Duration expires(DirectiveArguments r) {
        return switch (r.arg(0)) {
            case "max" -> UseridSettings.MAX;
            case "off" -> Duration.ZERO;
            default -> TimeValue.seconds(r.arg(0)).orElseThrow(() -> ConfErrors.invalidValue(r.node()));
        };
    }

    private static Character mark(DirectiveArguments r) {
        if (r.arg(0).equals("off")) {
            return '\0';
        }
        if (!r.arg(0).matches("[0-9A-Za-z=]")) {
            throw ConfErrors.directive(r.node(), "value must be \"off\" or a single letter, digit or \"=\"");
        }
        return r.arg(0).charAt(0);
    }
}
