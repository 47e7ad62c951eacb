package io.gangway.conf;

import java.util.Map;

/** Reads one of several words, in any case. */
public final class ChoiceValue {
    private ChoiceValue() {}

    /** The meaning of the only argument of a directive. */
    public static <T> T read(Node node, Map<String, T> choices) {
        return read(node, node.args().get(0).text(), choices);
    }

    /** The meaning of one of the arguments of a directive. */
    public static <T> T read(Node node, String value, Map<String, T> choices) {
        for (Map.Entry<String, T> choice : choices.entrySet()) {
            if (choice.getKey().equalsIgnoreCase(value)) {
                return choice.getValue();
            }
        }
        throw ConfErrors.invalidValue(node, value);
    }
}
