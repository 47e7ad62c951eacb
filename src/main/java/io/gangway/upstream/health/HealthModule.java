package io.gangway.upstream.health;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;

import io.gangway.conf.ConfErrors;
import io.gangway.config.BackgroundTasks;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The health check module of nginx Plus: {@code health_check} and {@code match}. */
public final class HealthModule implements Module {
    private static final Set<String> PASSES =
            Set.of("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass");

    /** All {@code health_check} lines of a location. */
    static final Directive<List<HealthCheck>> HEALTH_CHECK = Directive.list(
                    "health_check", 0, Integer.MAX_VALUE, HealthCheckReader::read)
            .syntax("[interval=time] [jitter=time] [fails=number] [passes=number] [uri=uri] [mandatory [persistent]] "
                    + "[match=name] [port=number] [keepalive_time=time] [type=http|websocket] "
                    + "[type=grpc [grpc_service=name] [grpc_status=number]]")
            .description("Checks each server of the upstream in proxy_pass or the like again and again, with a GET "
                    + "for \"uri\" (/) and the settings of the location. After \"fails\" checks in a row (1) the server "
                    + "gets no more requests, until \"passes\" checks in a row (1) have passed. The next check "
                    + "follows \"interval\" (5s) after the end of one, and a random time up to \"jitter\". With "
                    + "\"mandatory\" a server is not used before its first check; with \"persistent\", one that was "
                    + "healthy before a reload is. With \"type=websocket\" a check is the opening handshake of a "
                    + "WebSocket, then a close; with \"type=grpc\", after all other parameters, a call of gRPC's health "
                    + "checking protocol for \"grpc_service\", by default for the whole server. With \"grpc_status\" a call "
                    + "with this status passes, such as 12 of a server without that protocol.")
            .example("location / {\n    proxy_pass http://app;\n    health_check interval=5s uri=/health;\n}")
            .danger("A check that is wrong takes all servers out of use: try \"uri\" on each of them first.")
            .notDraining()
            .in(LOCATION);

    /** {@code match name { … }}. */
    static final Directive<ResponseMatch> MATCH = Directive.of("match", 1, 1, HealthModule::match)
            .withData()
            .repeatable()
            .syntax("name")
            .description("Declares what a response to a health check must have: lines \"status\", \"header\", \"body\" "
                    + "and \"require\", which must all hold. Without a match the status must be from 200 to 399.")
            .example("match ok {\n    status 200;\n    body ~ \"ready\";\n}")
            .danger("The body is looked at in its first 256 KiB only.")
            .in(HTTP);

    /** The {@code match} blocks of a generation by name. */
    static final class Matches {
        private final Map<String, ResponseMatch> byName = new HashMap<>();

        static Matches of(LoadContext context) {
            return context.shared(Matches.class, Matches::new);
        }

        ResponseMatch get(String name) {
            return byName.get(name);
        }
    }

    private static ResponseMatch match(DirectiveArguments r) {
        ResponseMatch match = MatchReader.read(r);
        if (Matches.of(r.context()).byName.putIfAbsent(r.arg(0), match) != null) {
            throw r.error("duplicate match \"" + r.arg(0) + "\"");
        }
        return match;
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(HEALTH_CHECK, MATCH);
    }

    @Override
    public void link(LoadContext context) {
        BackgroundTasks.add(context, new HealthChecks());
    }

    @Override
    public void compose(LocationBuilder location) {
        List<HealthCheck> checks = location.scope().own(HEALTH_CHECK);
        if (checks == null) {
            return;
        }
        boolean passes = location.scope().node().block().stream().anyMatch(node -> PASSES.contains(node.name()));
        if (!passes) {
            throw ConfErrors.at(
                    checks.get(0).node(), "\"health_check\" requires \"proxy_pass\" or the like in its location");
        }
    }
}
