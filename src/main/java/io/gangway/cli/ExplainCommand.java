package io.gangway.cli;

import io.gangway.Gangway;
import io.gangway.GangwayBuilder;
import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.explain.ExplainException;
import io.gangway.explain.Explanation;
import io.gangway.explainer.ExplanationJson;
import io.gangway.explainer.ExplanationText;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The command {@code gangway explain}. */
record ExplainCommand(PrintStream out, PrintStream err) {
    private static final int OK = 0;
    private static final int PROBLEM = 1;
    private static final int NOT_EXPLAINED = 2;

    /** @return the exit status of the process */
    int run(String... args) {
        try {
            ExplainOptions options = ExplainOptions.parse(args);
            if (options.help()) {
                out.print(ExplainOptions.HELP);
                out.flush();
                return OK;
            }
            return explain(options);
        } catch (UsageException | ExplainException | UncheckedIOException e) {
            print(e.getMessage());
        } catch (ConfException e) {
            print("[emerg] " + e.getMessage());
            print(e.hint());
        }
        return NOT_EXPLAINED;
    }

    private int explain(ExplainOptions options) {
        Paths paths = Paths.of(options.instance(), Paths.home(), Paths.here());
        Environment environment = new Environment(
                paths.prefix(),
                paths.file(),
                null,
                paths.globals() == null ? "" : paths.globals(),
                Environment.systemTemp(),
                null);
        GangwayBuilder builder = Gangway.builder().environment(environment).inspectOnly();
        if (paths.lenient()) {
            builder.lenient();
        }
        try (Gangway gangway = builder.read()) {
            gangway.warnings().forEach(warning -> print("[warn] " + warning));
            Explanation explanation = gangway.explain(options.request());
            if (options.json()) {
                utf8(ExplanationJson.of(explanation));
            } else {
                String directory = Environment.bytes(paths.file().getParent());
                boolean coloured = Terminal.hasColours(System.getenv("NO_COLOR"));
                ExplanationText.lines(explanation, directory, coloured).forEach(this::utf8);
            }
            return explanation.problem() == null ? OK : PROBLEM;
        }
    }

    private void utf8(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
        out.flush();
    }

    private void print(String message) {
        if (message != null) {
            err.println("gangway: " + message);
        }
    }
}
