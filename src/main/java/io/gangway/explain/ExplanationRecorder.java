package io.gangway.explain;

import io.gangway.conf.Levels;
import io.gangway.conf.Node;
import io.gangway.conf.Position;
import io.gangway.errorlog.LogLevel;
import io.gangway.http.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Records the steps and the result of one explained exchange. An exchange of a real request has none, so a step costs
 * the check of a field. Modules may record steps, too; they must not act on anything outside of the exchange then: no
 * connection, no file that is written, no counter. Confined to the loop of its exchange.
 */
public final class ExplanationRecorder {
    private final List<ExplanationStep> steps;
    private final Set<String> assumptions;
    private final int depth;

    private String server = "";
    private Position serverAt;
    private Levels location;
    private String uri = "";
    private String args;
    private int redirects;
    private String file;
    private String upstream;
    private List<String> peers = List.of();
    private String requestHead;
    private List<Integer> errorPages = List.of();
    private int status;
    private List<Field> responseFields = List.of();
    private String problem;
    private boolean refused;

    /** Creates the recorder of a client's request. */
    public ExplanationRecorder() {
        steps = new ArrayList<>();
        assumptions = new LinkedHashSet<>();
        depth = 0;
    }

    private ExplanationRecorder(ExplanationRecorder parent) {
        steps = parent.steps;
        assumptions = parent.assumptions;
        depth = parent.depth + 1;
    }

    /** The recorder of a subrequest: its steps are among those of the request, its result is its own. */
    public ExplanationRecorder subrequest() {
        return new ExplanationRecorder(this);
    }

    // ---- steps

    /** Records a step that no directive has decided. */
    public void step(ExplanationStep.Topic topic, String text) {
        step(topic, (Position) null, text);
    }

    /** Records a step; the directive may be null. */
    public void step(ExplanationStep.Topic topic, Node directive, String text) {
        step(topic, directive == null ? null : directive.position(), text);
    }

    /**
     * Records a step that was decided by the value of a directive.
     *
     * @param levels where the value is in effect
     */
    public void step(ExplanationStep.Topic topic, Levels levels, String directive, String text) {
        List<Node> found = levels == null ? List.of() : levels.find(directive);
        step(topic, found.isEmpty() ? null : found.get(0), text);
    }

    /** Records a step. The same one again right after itself is left out. */
    public void step(ExplanationStep.Topic topic, Position position, String text) {
        ExplanationStep step = new ExplanationStep(topic, depth, position, text);
        if (steps.isEmpty() || !steps.get(steps.size() - 1).equals(step)) {
            steps.add(step);
        }
    }

    /** Records a value of a variable, once for each value. */
    public void variable(Node directive, String text) {
        ExplanationStep step = new ExplanationStep(
                ExplanationStep.Topic.VARIABLE, depth, directive == null ? null : directive.position(), text);
        if (!steps.contains(step)) {
            steps.add(step);
        }
    }

    /** Records a line that the error log would get; those below warnings are left out. */
    public void log(LogLevel level, String message) {
        if (level.compareTo(LogLevel.ERROR) <= 0) {
            problem = message;
        }
        if (level.compareTo(LogLevel.WARN) <= 0) {
            step(ExplanationStep.Topic.LOG, "[" + level.text() + "] " + message);
        }
    }

    /** Records what had to be assumed, one sentence. */
    public void assume(String sentence) {
        assumptions.add(sentence);
    }

    // ---- the result

    /** The server of the request. */
    public void server(String name, Levels block) {
        server = name;
        serverAt = block == null ? null : block.block().position();
    }

    /** Location and uri of the response; of several calls the last one counts. */
    public void location(Levels levels, String currentUri, String currentArgs) {
        location = levels;
        uri = currentUri;
        args = currentArgs;
    }

    /** Counts an internal redirect. */
    public void redirected() {
        redirects++;
        file = null;
        problem = null;
    }

    /** The file that is sent. */
    public void file(String path) {
        file = path;
    }

    /**
     * The upstream that gets the request.
     *
     * @param names those of the peers; empty when they are not known yet
     */
    public void upstream(String group, List<String> names) {
        upstream = group;
        peers = names;
    }

    /** The head of the request to the backend, one char per byte. */
    public void requestHead(String head) {
        requestHead = head;
    }

    /** The statuses of a backend that an {@code error_page} would catch. */
    public void errorPages(List<Integer> statuses) {
        errorPages = statuses;
    }

    /** The response; of several calls the last one counts. */
    public void response(int newStatus, List<Field> fields) {
        status = newStatus;
        responseFields = fields;
    }

    /** The head is not accepted, so no phase runs. */
    public void refused(String reason) {
        refused = true;
        problem = reason;
    }

    /** The status of the response; 0 when there is none yet. */
    public int status() {
        return status;
    }

    /** The explanation, complete when the exchange has ended. */
    public Explanation explanation(String url, String request) {
        Node block = location == null ? null : location.enclosing("location");
        return new Explanation(
                url,
                request,
                steps,
                server,
                serverAt,
                block == null
                        ? null
                        : String.join(
                                " ",
                                block.args().stream().map(word -> word.text()).toList()),
                block == null ? null : block.position(),
                uri,
                args,
                redirects,
                file,
                upstream,
                peers,
                requestHead,
                status,
                responseFields,
                errorPages,
                List.copyOf(assumptions),
                status >= 500 || refused ? problem : null);
    }
}
