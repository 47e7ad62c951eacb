package io.gangway.config;

import java.util.List;

/**
 * What the page of a directive says, {@code docs/directives.md} and {@code gangway -h} alike.
 *
 * @param name of the directive
 * @param block whether it has braces
 * @param forms what may stand behind the name, in the notation of nginx's manual: {@code [x]} may be left out,
 *     {@code x ...} may be repeated, one of {@code a | b} is written; empty where a module of others does not say
 * @param meaning what it is for; empty where a module of others does not say
 * @param byDefault the arguments that count by default, or what is between the braces; empty when there is no default
 * @param since the release of nginx that brought it, or null when it was there before 1.20
 * @param differs what is different from nginx; null when nothing is
 * @param example lines of a configuration; only for what nginx has not
 * @param danger what may go wrong; only for what nginx has not
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

    /** The directive in each of its forms as it stands in a file: {@code proxy_read_timeout time;}. */
    public List<String> syntax() {
        return forms.stream().map(this::inFile).toList();
    }

    /** The default as it stands in a file, or {@code —}. */
    public String defaultInFile() {
        if (byDefault.isEmpty()) {
            return "—";
        }
        return block ? name + " { " + byDefault + " }" : inFile(byDefault);
    }

    /** How it is written, for somebody who wrote it with a wrong number of arguments; null where no form is known. */
    public String hint() {
        return forms.isEmpty() ? null : "syntax: " + String.join(" or ", syntax());
    }

    private String inFile(String arguments) {
        return name + (arguments.isEmpty() ? "" : " " + arguments) + (block ? " { ... }" : ";");
    }
}
