package io.gangway.ssi;

import java.util.List;

/** The commands and their parameters. */
enum CommandSyntax {
    INCLUDE(List.of("virtual", "file", "wait", "set", "stub"), List.of()),
    ECHO(List.of("var", "default", "encoding"), List.of("var")),
    CONFIG(List.of("errmsg", "timefmt"), List.of()),
    SET(List.of("var", "value"), List.of("var", "value")),
    IF(List.of("expr"), List.of("expr")),
    ELIF(List.of("expr"), List.of("expr")),
    ELSE(List.of(), List.of()),
    ENDIF(List.of(), List.of()),
    BLOCK(List.of("name"), List.of("name")),
    ENDBLOCK(List.of(), List.of());

    private final List<String> params;
    private final List<String> mandatory;

    CommandSyntax(List<String> params, List<String> mandatory) {
        this.params = params;
        this.mandatory = mandatory;
    }

    List<String> params() {
        return params;
    }

    List<String> mandatory() {
        return mandatory;
    }

    /** That of a name, which is in lower case; null for none. */
    static CommandSyntax of(String name) {
        return switch (name) {
            case "include" -> INCLUDE;
            case "echo" -> ECHO;
            case "config" -> CONFIG;
            case "set" -> SET;
            case "if" -> IF;
            case "elif" -> ELIF;
            case "else" -> ELSE;
            case "endif" -> ENDIF;
            case "block" -> BLOCK;
            case "endblock" -> ENDBLOCK;
            default -> null;
        };
    }
}
