package io.gangway.rewrite;

import io.gangway.conf.Node;
import io.gangway.conf.Word;
import io.gangway.exchange.Location;
import io.gangway.exchange.PhaseResult;

/**
 * The test of an {@code if}; the steps inside it follow.
 *
 * @param location the location of the exchange if the test is true; null to keep the current one
 * @param otherwise the next step if the test is false
 * @param node the directive
 */
record If(Condition condition, Location location, int otherwise, Node node) implements Step {
    @Override
    public PhaseResult run(Run run) {
        return condition.test(run, isTrue -> decided(run, isTrue));
    }

    private String conditionText() {
        return String.join(" ", node.args().stream().map(Word::text).toList());
    }

    private void decided(Run run, boolean isTrue) {
        if (run.explains()) {
            run.note(node, conditionText() + " is " + isTrue);
        }
        if (!isTrue) {
            run.jump(otherwise);
        } else if (location != null) {
            run.exchange().location(location);
        }
    }
}
