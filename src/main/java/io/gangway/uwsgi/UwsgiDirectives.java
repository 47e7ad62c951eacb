package io.gangway.uwsgi;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.NumberValue;
import io.gangway.config.Directive;
import io.gangway.upstream.exchange.PassCache;
import io.gangway.upstream.exchange.PassDirectives;
import io.gangway.upstream.exchange.PassTls;
import io.gangway.upstream.gateway.GatewayParams;
import io.gangway.upstream.gateway.GatewayPass;
import java.util.List;
import java.util.stream.Stream;

/** The directives of uwsgi. */
final class UwsgiDirectives {
    static final String PLAIN = "uwsgi://";
    static final String SECURE = "suwsgi://";
    private static final int MAX_MODIFIER = 255;

    /** The directives that other protocols have too. */
    static final PassDirectives SHARED = new PassDirectives("uwsgi_", "X-Accel-...");

    /** {@code uwsgi_cache} and its kin. */
    static final PassCache CACHE = new PassCache("uwsgi_", "");

    /** The directives of suwsgi servers. */
    static final PassTls TLS = new PassTls("uwsgi_", "suwsgi", "host of uwsgi_pass");

    static final Directive<GatewayPass> UWSGI_PASS = Directive.of(
                    "uwsgi_pass", 1, 1, r -> GatewayPass.read(r, PLAIN, SECURE))
            .namelessInherit()
            .syntax("[protocol://]address")
            .description("Passes requests to a uwsgi server: a host and port, a Unix socket (unix:path), or the name "
                    + "of an upstream. The protocol is uwsgi or, over TLS, suwsgi. The address may contain variables.")
            .example("""
                    location / {
                        include uwsgi_params;
                        uwsgi_pass unix:/run/uwsgi/app.sock;
                    }""")
            .in(LOCATION, LOCATION_IF);

    static final Directive<List<GatewayParams.Param>> UWSGI_PARAM = GatewayParams.directive("uwsgi_param", "uwsgi");

    static final Directive<Integer> UWSGI_MODIFIER1 = modifier("uwsgi_modifier1", "first");
    static final Directive<Integer> UWSGI_MODIFIER2 = modifier("uwsgi_modifier2", "second");

    static final Directive<String> UWSGI_STRING = Directive.word("uwsgi_string")
            .byDefault("")
            .syntax("string")
            .defaultText("")
            .description("Appends this text to the parameters of a request. nginx does not document it.")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = Stream.of(
                    List.of(UWSGI_PASS, UWSGI_PARAM, UWSGI_MODIFIER1, UWSGI_MODIFIER2, UWSGI_STRING),
                    SHARED.all(),
                    TLS.all())
            .<Directive<?>>flatMap(List::stream)
            .toList();

    private UwsgiDirectives() {}

    private static Directive<Integer> modifier(String name, String which) {
        return Directive.of(name, 1, 1, r -> (int) NumberValue.read(r.node(), 0, MAX_MODIFIER))
                .byDefault(0)
                .syntax("number")
                .defaultText("0")
                .description(
                        "Sets the " + which + " modifier of uwsgi packets, from 0 to 255. It tells the server what "
                                + "kind of application a request is for.")
                .in(HTTP, SERVER, LOCATION);
    }
}
