package io.gangway.ssi;

import java.util.List;

/**
 * A parsed command: {@code <!--#include virtual="/x" -->}.
 *
 * @param name as written
 * @param params in order
 */
record SsiCommand(String name, List<Param> params) {
    private static final int MAX_PARAMS = 16;

    /** A parameter {@code name="value"}; the value still contains its backslashes. */
    record Param(String name, String value) {}

    /** The value of a parameter, or null. */
    String get(String param) {
        for (Param each : params) {
            if (each.name().equals(param)) {
                return each.value();
            }
        }
        return null;
    }

    /** Checks that the command has only known parameters, without duplicates, and all that are mandatory. */
    void check(CommandSyntax syntax) throws SsiException {
        if (params.size() > MAX_PARAMS) {
            throw new SsiException("too many SSI command parameters: \"" + name + "\"");
        }
        for (int i = 0; i < params.size(); i++) {
            String param = params.get(i).name();
            if (!syntax.params().contains(param)) {
                throw new SsiException("invalid parameter name: \"" + param + "\" in \"" + name + "\" SSI command");
            }
            for (Param before : params.subList(0, i)) {
                if (before.name().equals(param)) {
                    throw new SsiException("duplicate \"" + param + "\" parameter in \"" + name + "\" SSI command");
                }
            }
        }
        for (String param : syntax.mandatory()) {
            if (get(param) == null) {
                throw new SsiException(
                        "mandatory \"" + param + "\" parameter is absent in \"" + name + "\" SSI command");
            }
        }
    }

    /** The text of the command as a block stores it. */
    String text() {
        StringBuilder text = new StringBuilder(CommandScanner.OPENING).append(name);
        for (Param param : params) {
            text.append(' ')
                    .append(param.name())
                    .append("=\"")
                    .append(param.value())
                    .append('"');
        }
        return text.append(" -->").toString();
    }
}
