package io.gangway.files;

import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.DocumentRoot;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Template;
import io.gangway.explain.ExplanationStep.Topic;
import java.util.ArrayList;
import java.util.List;

/** Looks for files and directories in order, with a fallback when none exists: {@code try_files}. */
final class TryFiles implements PhaseHandler {
    /**
     * The arguments of a directive.
     *
     * @param candidates the files to look for
     * @param fallback the URI or named location of the fallback; null with a code
     * @param code the status of the fallback, or 0
     */
    record Arguments(List<Candidate> candidates, Template fallback, int code) {}

    /**
     * A file or directory to look for.
     *
     * @param directory whether it was written with a final slash
     */
    record Candidate(Template name, boolean directory) {}

    static final Directive<Arguments> TRY_FILES = Directive.of("try_files", 2, Integer.MAX_VALUE, TryFiles::read)
            .notInherited()
            .syntax("file ... uri", "file ... =code")
            .description("Serves the first of these files that exists; a name that ends with a slash means a "
                    + "directory. When none does, the request is redirected internally to the last argument, or "
                    + "gets that status.")
            .in(SERVER, LOCATION);

    private final Arguments arguments;

    TryFiles(Arguments arguments) {
        this.arguments = arguments;
    }

    private static Arguments read(DirectiveArguments r) {
        int last = r.count() - 1;
        List<Candidate> candidates = new ArrayList<>();
        for (String word : r.args().subList(0, last)) {
            boolean directory = word.endsWith("/");
            candidates.add(new Candidate(
                    r.template(directory ? word.substring(0, word.length() - 1) : word), directory));
        }
        String fallback = r.arg(last);
        if (!fallback.startsWith("=")) {
            return new Arguments(List.copyOf(candidates), r.template(fallback), 0);
        }
        String digits = fallback.substring(1);
        if (!digits.matches("[0-9]{1,9}") || Integer.parseInt(digits) > 999) {
            throw r.error("invalid code \"" + fallback + "\"");
        }
        return new Arguments(List.copyOf(candidates), null, Integer.parseInt(digits));
    }

    @Override
    public PhaseResult run(Exchange x) {
        DocumentRoot root = x.location().settings().root();
        String directory = root.root(x);
        FileFacts facts = null;
        for (Candidate candidate : arguments.candidates()) {
            String name = name(x, root, candidate.name());
            String path = directory + name;
            // "$uri $uri/" names the same path twice: read it only once.
            if (facts == null || !facts.path().equals(path)) {
                facts = FileFacts.of(path);
            }
            if (facts.exists() && facts.isDirectory() == candidate.directory()) {
                if (x.explanation() != null) {
                    note(x, "\"" + path + "\" exists");
                }
                found(x, root, name, candidate.directory());
                return PhaseResult.NEXT;
            }
            if (x.explanation() != null) {
                String kind = candidate.directory() ? "directory" : "file";
                note(x, "\"" + path + "\" is no " + kind);
            }
            if (!facts.exists() && facts.kind() != FileFacts.Kind.MISSING) {
                x.log(LogLevel.CRIT, "stat() \"" + facts.path() + "\" failed (" + facts.error() + ")");
            }
        }
        if (x.explanation() != null) {
            note(
                    x,
                    "nothing was found: "
                            + (arguments.fallback() == null ? "=" + arguments.code() : arguments.fallback()));
        }
        return arguments.fallback() == null
                ? x.end(arguments.code())
                : fallback(x, name(x, root, arguments.fallback()));
    }

    private static void note(Exchange x, String text) {
        x.explanation().step(Topic.FILE, x.location().source().levels(), "try_files", "try_files: " + text);
    }

    /** Within an alias, a name that contains variables loses the location's prefix, because the alias replaces it. */
    private static String name(Exchange x, DocumentRoot root, Template template) {
        String name = template.render(x);
        String location = root.alias() ? root.locationName() : null;
        boolean below = location != null
                && template.constant() == null
                && x.uri().startsWith(location)
                && name.startsWith(location);
        return below ? name.substring(location.length()) : name;
    }

    private static void found(Exchange x, DocumentRoot root, String name, boolean directory) {
        String uri = name;
        if (root.alias() && root.locationName() == null) {
            if (directory) {
                return;
            }
            x.uriBelowAlias(true);
        } else if (root.alias()) {
            String own = x.uri();
            uri = own.substring(0, Math.min(own.length(), root.locationName().length())) + name;
        }
        if (!uri.equals(x.uri())) {
            x.uri(uri);
        }
    }

    private static PhaseResult fallback(Exchange x, String target) {
        if (target.startsWith("@")) {
            return x.redirectNamed(target);
        }
        int question = target.indexOf('?');
        return question < 0
                ? x.redirect(target, null)
                : x.redirect(target.substring(0, question), target.substring(question + 1));
    }
}
