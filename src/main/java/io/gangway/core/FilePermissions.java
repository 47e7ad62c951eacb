package io.gangway.core;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;

/** {@code dav_access}, {@code proxy_store_access} and similar directives: the permission bits of files. */
public final class FilePermissions {
    private static final int OWNER = 0600;

    private FilePermissions() {}

    /** A directive for the permissions of files, such as 0600 in octal, the default. */
    public static Directive<Integer> directive(String name, String meaning) {
        return Directive.of(name, 1, 3, FilePermissions::read)
                .byDefault(OWNER)
                .syntax("users:permissions [users:permissions [users:permissions]]")
                .defaultText("user:rw")
                .description(meaning)
                .in(HTTP, SERVER, LOCATION);
    }

    private static int read(DirectiveArguments r) {
        int access = 0;
        int owner = OWNER;
        for (String word : r.args()) {
            int colon = word.indexOf(':');
            int shift = switch (colon < 0 ? "" : word.substring(0, colon)) {
                case "user" -> 6;
                case "group" -> 3;
                case "all" -> 0;
                default -> throw r.error("invalid value \"" + word + "\"");
            };
            int rights = switch (word.substring(colon + 1)) {
                case "rw" -> 6;
                case "r" -> 4;
                default -> throw r.error("invalid value \"" + word + "\"");
            };
            owner = shift == 6 ? 0 : owner;
            access |= rights << shift;
        }
        return access | owner;
    }
}
