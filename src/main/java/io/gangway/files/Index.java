package io.gangway.files;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.Scope;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.DocumentRoot;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Template;
import io.gangway.explain.ExplanationStep.Topic;
import java.util.ArrayList;
import java.util.List;

/** Redirects a request for a directory to its first existing index file: {@code index}. */
final class Index implements PhaseHandler {
    static final Directive<List<Template>> INDEX = Directive.of("index", 1, Integer.MAX_VALUE, Index::read)
            .combinedBy(Directive::joined)
            .byDefault(List.of(Template.of("index.html")))
            .syntax("file ...")
            .defaultText("index.html")
            .description("Names the files to try when a URI ends with a slash. The last one may be an absolute URI.")
            .in(HTTP, SERVER, LOCATION);

    private final List<Template> names;
    private final boolean logNotFound;

    Index(Scope scope) {
        names = scope.get(INDEX);
        logNotFound = scope.get(StaticFiles.LOG_NOT_FOUND);
    }

    private static List<Template> read(DirectiveArguments r) {
        List<Template> names = new ArrayList<>();
        for (int i = 0; i < r.count(); i++) {
            String word = r.arg(i);
            if (word.startsWith("/") && i != r.count() - 1) {
                r.warn("only the last index in \"index\" directive should be absolute");
            }
            if (word.isEmpty()) {
                throw r.error("index \"" + word + "\" in \"index\" directive is invalid");
            }
            names.add(r.template(word));
        }
        return List.copyOf(names);
    }

    @Override
    public PhaseResult run(Exchange x) {
        String uri = x.uri();
        if (!uri.endsWith("/") || !isRead(x.method())) {
            return PhaseResult.NEXT;
        }
        DocumentRoot root = x.location().settings().root();
        boolean directoryTested = false;
        for (Template template : names) {
            String name = template.render(x);
            if (name.startsWith("/")) {
                return x.redirect(name, x.args());
            }
            String directory = root.file(x, uri);
            FileFacts facts = FileFacts.of(directory + name);
            if (x.explanation() != null) {
                note(x, "\"" + facts.path() + (facts.exists() ? "\" exists" : "\" does not exist"));
            }
            if (facts.exists()) {
                return x.redirect(uri + name, x.args());
            }
            if (facts.kind() == FileFacts.Kind.LOOP) {
                return x.end(403);
            }
            if (facts.kind() == FileFacts.Kind.FORBIDDEN
                    || facts.kind() == FileFacts.Kind.MISSING && !facts.isAbsent()) {
                return failed(x, facts.path(), facts);
            }
            if (!directoryTested) {
                PhaseResult result = testDirectory(x, directory, facts.path());
                if (result != PhaseResult.NEXT) {
                    return result;
                }
                directoryTested = true;
            }
            if (!facts.isAbsent()) {
                x.log(LogLevel.CRIT, "stat() \"" + facts.path() + "\" failed (" + facts.error() + ")");
                return x.end(500);
            }
        }
        return PhaseResult.NEXT;
    }

    private static void note(Exchange x, String text) {
        x.explanation().step(Topic.FILE, x.location().source().levels(), "index", "index: " + text);
    }

    /** A missing directory gets 404 at once. The log names the first index file, as in nginx. */
    private PhaseResult testDirectory(Exchange x, String directory, String index) {
        String path = directory.length() > 1 && directory.endsWith("/")
                ? directory.substring(0, directory.length() - 1)
                : directory;
        FileFacts facts = FileFacts.of(path);
        return switch (facts.kind()) {
            case DIRECTORY, FORBIDDEN -> PhaseResult.NEXT;
            case LOOP -> x.end(403);
            case MISSING -> facts.isAbsent() ? failed(x, index, facts) : broken(x, facts);
            case FAILED -> broken(x, facts);
            case FILE, SPECIAL -> {
                x.log(LogLevel.ALERT, "\"" + index + "\" is not a directory");
                yield x.end(500);
            }
        };
    }

    private static PhaseResult broken(Exchange x, FileFacts facts) {
        x.log(LogLevel.CRIT, "stat() \"" + facts.path() + "\" failed (" + facts.error() + ")");
        return x.end(500);
    }

    private PhaseResult failed(Exchange x, String path, FileFacts facts) {
        if (facts.kind() == FileFacts.Kind.FORBIDDEN) {
            x.log(LogLevel.ERROR, "\"" + path + "\" is forbidden (" + facts.error() + ")");
            return x.end(403);
        }
        if (logNotFound) {
            x.log(LogLevel.ERROR, "\"" + path + "\" is not found (" + facts.error() + ")");
        }
        return x.end(404);
    }

    static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("POST");
    }
}
