package io.gangway.config;

import java.util.List;

/**
 * The documentation of a directive, for {@code docs/directives.md} and {@code gangway -h}.
 *
 * @param name of the directive
 * @param block whether it has a block
 * @param forms its arguments in the notation of nginx's manual: {@code [x]} is optional, {@code x ...} may be repeated,
 *     {@code a | b} are alternatives; empty when a third-party module declares none
 * @param meaning its description; empty when a third-party module declares none
 * @param byDefault the default arguments or block; empty for none
 * @param since the nginx release that introduced it; null before 1.20
 * @param differs differences from nginx; null for none
 * @param example lines of a configuration; only for directives that nginx does not have
 * @param danger risks; only for directives that nginx does not have
 */
public record DirectiveText(
        String name,
        boolean block,
        List<String> forms,
        String meaning,
        String byDefault,
        String since,
        String differs,
        String example,
        String danger) {

    /** Each form as written in a file: {@code proxy_read_timeout time;}. */
    public List<String> syntax() {
        return forms.stream().map(this::inFile).toList();
    }

    /** The default as written in a file, or {@code —}. */
    public String defaultInFile() {
        if (byDefault.isEmpty()) {
            return "—";
        }
        return block ? name + " { " + byDefault + " }" : inFile(byDefault);
    }

    /** The syntax, as a hint after a wrong number of arguments; null when it is unknown. */
    public String hint() {
        return forms.isEmpty() ? null : "syntax: " + String.join(" or ", syntax());
    }

    private String inFile(String arguments) {
        return name + (arguments.isEmpty() ? "" : " " + arguments) + (block ? " { ... }" : ";");
    }
}
