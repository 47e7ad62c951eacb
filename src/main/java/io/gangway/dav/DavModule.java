package io.gangway.dav;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.core.FilePermissions;
import io.gangway.exchange.Phase;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** nginx's WebDAV module. */
public final class DavModule implements Module {
    private static final String OFF = "off";

    /** The methods in upper case, and "off", which allows none. */
    static final Directive<Set<String>> DAV_METHODS = Directive.choices(
                    "dav_methods",
                    Integer.MAX_VALUE,
                    Map.of(
                            "off", OFF, "put", "PUT", "delete", "DELETE", "mkcol", "MKCOL", "copy", "COPY", "move",
                            "MOVE"))
            .byDefault(Set.of(OFF))
            .syntax("off | PUT | DELETE | MKCOL | COPY | MOVE ...")
            .defaultText("off")
            .description(
                    "Allows these methods, which change files below \"root\" or \"alias\". PUT writes to a temporary "
                            + "file first and renames it when it is complete.")
            .differs("COPY and MOVE of a file or directory to itself, and of a directory into itself, are refused with "
                    + "403, as since nginx 1.31; 1.30 empties the file or copies without end. A COPY of a symbolic link "
                    + "copies the whole file that it refers to, and one of a device, socket or pipe is refused.")
            .danger("Whoever can send these methods can change files: restrict them by \"limit_except\" or "
                    + "\"auth_basic\".")
            .example("""
                    location /upload/ {
                        auth_basic           "files";
                        auth_basic_user_file conf/users;
                        dav_methods          PUT DELETE;
                        create_full_put_path on;
                    }""")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> CREATE_FULL_PUT_PATH = Directive.flag("create_full_put_path")
            .byDefault(false)
            .description("Lets PUT create the directories that are missing. WebDAV allows it in existing ones only.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Integer> MIN_DELETE_DEPTH = Directive.number("min_delete_depth")
            .byDefault(0)
            .description("Lets DELETE remove only what has at least this number of elements in its path.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Integer> DAV_ACCESS = FilePermissions.directive(
            "dav_access",
            "Sets the permissions of the files and directories that are created. If \"group\" or \"all\" is given, "
                    + "\"user\" may be left out: the owner may then read and write.");

    @Override
    public List<Directive<?>> directives() {
        return List.of(DAV_METHODS, CREATE_FULL_PUT_PATH, MIN_DELETE_DEPTH, DAV_ACCESS);
    }

    @Override
    public void compose(LocationBuilder location) {
        Set<String> methods = location.get(DAV_METHODS).stream()
                .filter(method -> !method.equals(OFF))
                .collect(Collectors.toUnmodifiableSet());
        if (!methods.isEmpty()) {
            // As in nginx, before static files and after directory lists, which decline these methods.
            location.phase(
                    Phase.AUTOINDEX,
                    new DavHandler(
                            methods,
                            location.get(CREATE_FULL_PUT_PATH),
                            location.get(MIN_DELETE_DEPTH),
                            location.get(DAV_ACCESS)));
        }
    }
}
