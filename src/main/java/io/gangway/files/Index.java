package io.gangway.files;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.SERVER;

import io.gangway.core.Directive;
import io.gangway.core.DocumentRoot;
import io.gangway.core.Exchange;
import io.gangway.core.Level;
import io.gangway.core.Outcome;
import io.gangway.core.Phase;
import io.gangway.core.Reader;
import io.gangway.core.Scope;
import io.gangway.core.Template;
import java.util.ArrayList;
import java.util.List;

/** {@code index}: the file that stands for a folder. The first that is there takes the exchange over. */
final class Index implements Phase {
    static final Directive<List<Template>> INDEX = Directive.of("index", 1, Integer.MAX_VALUE, Index::read)
            .combinedBy(Directive::joined)
            .byDefault(List.of(Template.of("index.html")))
            .syntax("file ...")
            .defaultText("index.html")
            .says("Names the files to try when a URI ends with a slash. The last one may be an absolute URI.")
            .in(HTTP, SERVER, LOCATION);

    private final List<Template> names;
    private final boolean logNotFound;

    Index(Scope scope) {
        names = scope.get(INDEX);
        logNotFound = scope.get(StaticFiles.LOG_NOT_FOUND);
    }

    private static List<Template> read(Reader r) {
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
    public Outcome run(Exchange x) {
        String uri = x.uri();
        if (!uri.endsWith("/") || !isRead(x.method())) {
            return Outcome.NEXT;
        }
        DocumentRoot root = x.location().settings().root();
        boolean folderTested = false;
        for (Template template : names) {
            String name = template.render(x);
            if (name.startsWith("/")) {
                return x.redirect(name, x.args());
            }
            String folder = root.file(x, uri);
            FileFacts facts = FileFacts.of(folder + name);
            if (facts.exists()) {
                return x.redirect(uri + name, x.args());
            }
            if (facts.kind() == FileFacts.Kind.LOOP) {
                return x.finish(403);
            }
            if (facts.kind() == FileFacts.Kind.FORBIDDEN
                    || facts.kind() == FileFacts.Kind.MISSING && !facts.isAbsent()) {
                return failed(x, facts.path(), facts);
            }
            if (!folderTested) {
                Outcome outcome = testFolder(x, folder, facts.path());
                if (outcome != Outcome.NEXT) {
                    return outcome;
                }
                folderTested = true;
            }
            if (!facts.isAbsent()) {
                x.log(Level.CRIT, "stat() \"" + facts.path() + "\" failed (" + facts.error() + ")");
                return x.finish(500);
            }
        }
        return Outcome.NEXT;
    }

    /** A folder that is not there is worth a 404 at once; the name in the log is that of the first index, as in nginx. */
    private Outcome testFolder(Exchange x, String folder, String index) {
        String path = folder.length() > 1 && folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
        FileFacts facts = FileFacts.of(path);
        return switch (facts.kind()) {
            case FOLDER, FORBIDDEN -> Outcome.NEXT;
            case LOOP -> x.finish(403);
            case MISSING -> facts.isAbsent() ? failed(x, index, facts) : broken(x, facts);
            case FAILED -> broken(x, facts);
            case FILE, SPECIAL -> {
                x.log(Level.ALERT, "\"" + index + "\" is not a directory");
                yield x.finish(500);
            }
        };
    }

    private static Outcome broken(Exchange x, FileFacts facts) {
        x.log(Level.CRIT, "stat() \"" + facts.path() + "\" failed (" + facts.error() + ")");
        return x.finish(500);
    }

    private Outcome failed(Exchange x, String path, FileFacts facts) {
        if (facts.kind() == FileFacts.Kind.FORBIDDEN) {
            x.log(Level.ERROR, "\"" + path + "\" is forbidden (" + facts.error() + ")");
            return x.finish(403);
        }
        if (logNotFound) {
            x.log(Level.ERROR, "\"" + path + "\" is not found (" + facts.error() + ")");
        }
        return x.finish(404);
    }

    static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("POST");
    }
}
