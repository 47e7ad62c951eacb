package io.gangway.conf;

import java.util.Map;

/** One word out of a few, in any case. */
public final class ChoiceValue {
    private ChoiceValue() {}

    /** What the only argument of a directive stands for; the keys are lower case. */
    public static <T> T read(Node node, Map<String, T> choices) {
        String value = node.args().get(0).text();
        for (Map.Entry<String, T> choice : choices.entrySet()) {
            if (choice.getKey().equalsIgnoreCase(value)) {
                return choice.getValue();
            }
        }
        throw Complaint.invalidValue(node, value);
    }
}
