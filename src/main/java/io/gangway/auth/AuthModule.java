package io.gangway.auth;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LIMIT_EXCEPT;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.SERVER;

import io.gangway.core.Directive;
import io.gangway.core.Module;
import io.gangway.core.Place;
import io.gangway.core.Slot;
import io.gangway.core.Template;
import java.util.List;

/** The room of {@code auth_basic} and {@code auth_request}. */
public final class AuthModule implements Module {
    /** {@code auth_basic realm | off}. */
    static final Directive<Template> REALM = Directive.template("auth_basic").in(HTTP, SERVER, LOCATION, LIMIT_EXCEPT);

    /** {@code auth_basic_user_file file}; below the folder of the configuration. */
    static final Directive<Template> USER_FILE = Directive.of(
                    "auth_basic_user_file", 1, 1, r -> r.pathTemplate(r.arg(0)))
            .differs("yescrypt and other hashes of the C library that are not named in the manual do not match.")
            .in(HTTP, SERVER, LOCATION, LIMIT_EXCEPT);

    /** {@code auth_request uri | off}. */
    static final Directive<String> REQUEST =
            Directive.word("auth_request").byDefault("off").in(HTTP, SERVER, LOCATION);

    /** {@code auth_request_set $variable value}. */
    static final Directive<List<SetFromAnswer>> REQUEST_SET =
            Directive.list("auth_request_set", 2, 2, SetFromAnswer::read).in(HTTP, SERVER, LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(REALM, USER_FILE, REQUEST, REQUEST_SET);
    }

    @Override
    public void compose(Place place) {
        Template realm = place.get(REALM);
        Template file = place.get(USER_FILE);
        if (realm != null && file != null) {
            place.phase(Slot.ACCESS, new BasicAuth(realm, file, place.drawing().environment()));
        }
        String uri = place.get(REQUEST);
        if (!uri.equals("off") && !uri.isEmpty()) {
            place.phase(Slot.ACCESS, new SubrequestAuth(uri, place.get(REQUEST_SET)));
        }
    }
}
