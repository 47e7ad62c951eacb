package io.gangway.explainer;

import io.gangway.conf.ByteText;
import io.gangway.conf.Position;
import io.gangway.explain.Explanation;
import io.gangway.explain.ExplanationStep;
import io.gangway.http.Field;
import io.gangway.http.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An explanation for people: the steps from top to bottom, then the request to the backend and the response. */
public final class ExplanationText {
    private static final String ESCAPE = "\u001b[";
    private static final String BOLD = "1";
    private static final String DIM = "2";
    private static final String RED = "1;31";
    private static final String GREEN = "1;32";
    private static final int TOPIC_WIDTH = 11;
    private static final int SHOWN_REPETITIONS = 2;
    private static final int MIN_OMITTED = 5;
    private static final int MAX_POSITION_WIDTH = 60;

    private final Explanation explanation;
    private final String directory;
    private final boolean coloured;
    private final List<String> lines = new ArrayList<>();

    private ExplanationText(Explanation explanation, String directory, boolean coloured) {
        this.explanation = explanation;
        this.directory = directory == null || directory.endsWith("/") ? directory : directory + "/";
        this.coloured = coloured;
    }

    /**
     * The lines of the text.
     *
     * @param directory the names of files in it are shortened, one char per byte; null to keep them
     * @param coloured whether to use the colours of a terminal (ECMA-48)
     */
    public static List<String> lines(Explanation explanation, String directory, boolean coloured) {
        ExplanationText text = new ExplanationText(explanation, directory, coloured);
        text.write();
        return text.lines;
    }

    private void write() {
        String request =
                explanation.request().substring(0, explanation.request().indexOf('\r'));
        lines.add(style(BOLD, printable(request)) + style(DIM, "  " + printable(explanation.url())));
        lines.add("");
        int width = explanation.steps().stream()
                .mapToInt(step -> position(step.position()).length())
                .max()
                .orElse(0);
        steps(Math.min(width, MAX_POSITION_WIDTH));
        if (explanation.requestHead() != null) {
            lines.add("");
            lines.add(style(BOLD, "Request to \"" + printable(explanation.upstream()) + "\""));
            explanation.requestHead().strip().lines().forEach(line -> lines.add("    " + printable(line)));
        }
        response();
        assumptions();
    }

    /** A cycle repeats its steps: they are shown twice. */
    private void steps(int width) {
        Map<ExplanationStep, Integer> seen = new HashMap<>();
        List<ExplanationStep> repeated = new ArrayList<>();
        for (ExplanationStep step : explanation.steps()) {
            if (seen.merge(step, 1, Integer::sum) > SHOWN_REPETITIONS) {
                repeated.add(step);
            } else {
                repeated(repeated, width);
                step(step, width);
            }
        }
        repeated(repeated, width);
    }

    private void repeated(List<ExplanationStep> steps, int width) {
        if (steps.size() < MIN_OMITTED) {
            steps.forEach(step -> step(step, width));
        } else {
            lines.add(" ".repeat(width + 2) + style(DIM, "… and " + steps.size() + " more steps, the same again"));
        }
        steps.clear();
    }

    private void step(ExplanationStep step, int width) {
        String position = position(step.position());
        String topic = step.topic().text();
        lines.add(style(DIM, position)
                + " ".repeat(Math.max(0, width - position.length()) + 2)
                + "    ".repeat(step.depth())
                + style(BOLD, topic)
                + " ".repeat(Math.max(1, TOPIC_WIDTH - topic.length()))
                + printable(step.text()));
    }

    private void response() {
        int status = explanation.status();
        lines.add("");
        lines.add(style(BOLD, "Response to the client"));
        String line = Status.line(status);
        lines.add("    " + style(status < 400 ? GREEN : RED, status == 444 ? "none: the connection is closed" : line));
        for (Field field : explanation.responseFields()) {
            lines.add("    " + printable(field.name() + ": " + field.value()));
        }
    }

    private void assumptions() {
        if (explanation.isAssumed()) {
            lines.add("");
            lines.add(style(BOLD, "Assumed"));
            explanation.assumptions().forEach(sentence -> lines.add("    " + printable(sentence)));
        }
        if (explanation.problem() != null) {
            lines.add("");
            lines.add(style(RED, "Problem"));
            lines.add("    " + printable(explanation.problem()));
        }
    }

    private String position(Position position) {
        if (position == null) {
            return "";
        }
        String text = position.toString();
        return printable(directory != null && text.startsWith(directory) ? text.substring(directory.length()) : text);
    }

    /** Text of one char per byte for a terminal, which control characters must not reach. */
    private static String printable(String bytes) {
        StringBuilder clean = new StringBuilder();
        ByteText.utf8(bytes).codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? '·' : c));
        return clean.toString();
    }

    private String style(String code, String text) {
        return coloured && !text.isBlank() ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
    }
}
