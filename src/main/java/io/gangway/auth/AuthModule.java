package io.gangway.auth;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LIMIT_EXCEPT;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Template;
import java.util.List;

/** nginx's auth modules: {@code auth_basic} and {@code auth_request}. */
public final class AuthModule implements Module {
    /** {@code auth_basic realm | off}. */
    static final Directive<Template> REALM = Directive.template("auth_basic")
            .syntax("string | off")
            .defaultText("off")
            .description("Asks for a name and a password (HTTP Basic authentication) and names the realm, which may "
                    + "contain variables. \"off\" cancels the value of an outer level.")
            .in(HTTP, SERVER, LOCATION, LIMIT_EXCEPT);

    /** {@code auth_basic_user_file file}; relative to the directory of the configuration. */
    static final Directive<Template> USER_FILE = Directive.of(
                    "auth_basic_user_file", 1, 1, r -> r.pathTemplate(r.arg(0)))
            .differs("yescrypt and other hashes of the C library that are not named in the manual do not match.")
            .syntax("file")
            .description(
                    "Names the file with one \"name:hash\" pair per line against which Basic authentication checks. "
                            + "The name of the file may contain variables.")
            .in(HTTP, SERVER, LOCATION, LIMIT_EXCEPT);

    /** {@code auth_request uri | off}. */
    static final Directive<String> REQUEST = Directive.word("auth_request")
            .byDefault("off")
            .syntax("uri | off")
            .description("Lets a subrequest to this URI decide about the request: 2xx allows it, 401 and 403 refuse it "
                    + "with the same status, anything else is an error.")
            .in(HTTP, SERVER, LOCATION);

    /** {@code auth_request_set $variable value}. */
    static final Directive<List<AuthRequestSet>> REQUEST_SET = Directive.list(
                    "auth_request_set", 2, 2, AuthRequestSet::read)
            .syntax("$variable value")
            .description("Sets a variable after the subrequest of auth_request has ended. The value may use variables "
                    + "of that subrequest, such as $upstream_http_x_user.")
            .in(HTTP, SERVER, LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(REALM, USER_FILE, REQUEST, REQUEST_SET);
    }

    @Override
    public void compose(LocationBuilder location) {
        Template realm = location.get(REALM);
        Template file = location.get(USER_FILE);
        if (realm != null && file != null) {
            location.phase(
                    Phase.ACCESS, new BasicAuth(realm, file, location.context().environment()));
        }
        String uri = location.get(REQUEST);
        if (!uri.equals("off") && !uri.isEmpty()) {
            location.phase(Phase.ACCESS, new SubrequestAuth(uri, location.get(REQUEST_SET)));
        }
    }
}
