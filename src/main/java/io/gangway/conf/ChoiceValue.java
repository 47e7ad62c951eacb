package io.gangway.conf;

import java.util.Map;

/** One word out of a few, in any case. */
public final class ChoiceValue {
    private ChoiceValue() {}

    /** What the only argument of a directive stands for. */
    public static <T> T read(Node node, Map<String, T> choices) {
        return read(node, node.args().get(0).text(), choices);
    }

    /** What one of the arguments of a directive stands for. */
    public static <T> T read(Node node, String value, Map<String, T> choices) {
        for (Map.Entry<String, T> choice : choices.entrySet()) {
            if (choice.getKey().equalsIgnoreCase(value)) {
                return choice.getValue();
            }
        }
        throw ConfErrors.invalidValue(node, value);
    }
}
