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
import java.util.ArrayList;
import java.util.List;

/** {@code try_files}: looks for files and folders in turn; the last word says what to do when none is there. */
final class TryFiles implements PhaseHandler {
    /**
     * The words of one directive.
     *
     * @param tried what is looked for
     * @param otherwise the uri or named location when nothing is there; null with a code
     * @param code the status when nothing is there, or 0
     */
    record Words(List<Word> tried, Template otherwise, int code) {}

    /**
     * One thing to look for.
     *
     * @param directory whether it was written with a slash at its end
     */
    record Word(Template name, boolean directory) {}

    static final Directive<Words> TRY_FILES = Directive.of("try_files", 2, Integer.MAX_VALUE, TryFiles::read)
            .notInherited()
            .syntax("file ... uri", "file ... =code")
            .says("Serves the first of these files that exists; a name that ends with a slash means a "
                    + "directory. When none does, the request is redirected internally to the last argument, or "
                    + "gets that status.")
            .in(SERVER, LOCATION);

    private final Words words;

    TryFiles(Words words) {
        this.words = words;
    }

    private static Words read(DirectiveArguments r) {
        int last = r.count() - 1;
        List<Word> tried = new ArrayList<>();
        for (String word : r.args().subList(0, last)) {
            boolean directory = word.endsWith("/");
            tried.add(new Word(r.template(directory ? word.substring(0, word.length() - 1) : word), directory));
        }
        String otherwise = r.arg(last);
        if (!otherwise.startsWith("=")) {
            return new Words(List.copyOf(tried), r.template(otherwise), 0);
        }
        String digits = otherwise.substring(1);
        if (!digits.matches("[0-9]{1,9}") || Integer.parseInt(digits) > 999) {
            throw r.error("invalid code \"" + otherwise + "\"");
        }
        return new Words(List.copyOf(tried), null, Integer.parseInt(digits));
    }

    @Override
    public PhaseResult run(Exchange x) {
        DocumentRoot root = x.location().settings().root();
        String directory = root.root(x);
        FileFacts facts = null;
        for (Word word : words.tried()) {
            String name = name(x, root, word.name());
            String path = directory + name;
            // "$uri $uri/" asks for the same path twice: one look is enough.
            if (facts == null || !facts.path().equals(path)) {
                facts = FileFacts.of(path);
            }
            if (facts.exists() && facts.isDirectory() == word.directory()) {
                found(x, root, name, word.directory());
                return PhaseResult.NEXT;
            }
            if (!facts.exists() && facts.kind() != FileFacts.Kind.MISSING) {
                x.log(LogLevel.CRIT, "stat() \"" + facts.path() + "\" failed (" + facts.error() + ")");
            }
        }
        return words.otherwise() == null ? x.end(words.code()) : otherwise(x, name(x, root, words.otherwise()));
    }

    /** Within an alias a name made of variables loses the location's own name, for the alias stands for it. */
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

    private static PhaseResult otherwise(Exchange x, String target) {
        if (target.startsWith("@")) {
            return x.redirectNamed(target);
        }
        int question = target.indexOf('?');
        return question < 0
                ? x.redirect(target, null)
                : x.redirect(target.substring(0, question), target.substring(question + 1));
    }
}
