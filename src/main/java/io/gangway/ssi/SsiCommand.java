package io.gangway.ssi;

import java.util.List;

/**
 * A parsed command: {@code <!--#include virtual="/x" -->}.
 *
 * @param name as written
 * @param params in order
 */
record SsiCommand(String name, List<Param> params) {
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

    /**
     * Checks that the command has only known parameters, without duplicates.
     *
     * @param mandatory a required parameter, or null
     */
    void check(String mandatory, List<String> known) throws SsiException {
        for (int i = 0; i < params.size(); i++) {
            String param = params.get(i).name();
            if (!known.contains(param)) {
                throw new SsiException("invalid parameter name: \"" + param + "\" in \"" + name + "\" SSI command");
            }
            for (Param before : params.subList(0, i)) {
                if (before.name().equals(param)) {
                    throw new SsiException("duplicate \"" + param + "\" parameter in \"" + name + "\" SSI command");
                }
            }
        }
        if (mandatory != null && get(mandatory) == null) {
            throw new SsiException(
                    "mandatory \"" + mandatory + "\" parameter is absent in \"" + name + "\" SSI command");
        }
    }
}
