package io.gangway.config;

import io.gangway.conf.Absence;
import io.gangway.conf.ConfException;
import io.gangway.conf.Node;
import io.gangway.conf.Word;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables of directives that are left out. They have no value, so what depends on them must not decide about
 * access: they may only be used where they are passed on or logged.
 */
final class LeftOutVariables {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
    private static final Pattern CAPTURE = Pattern.compile("\\(\\?P?<(\\w+)>");

    /** Directives that only pass a value on. */
    private static final Set<String> PASSED_ON = Set.of(
            "access_log",
            "add_header",
            "add_trailer",
            "fastcgi_param",
            "grpc_set_header",
            "log_format",
            "proxy_set_header",
            "scgi_param",
            "uwsgi_param");

    /** Directives with a block whose last argument is a variable that depends on the others. */
    private static final Set<String> DERIVING = Set.of("map", "geo", "split_clients");

    /** Directives whose first argument is a variable. */
    private static final Set<String> SETTING = Set.of("set", "auth_request_set");

    private final List<Node> nodes;
    private final Set<String> declared = new HashSet<>();
    /** Those without a value. */
    private final Set<String> absent = new TreeSet<>();
    /** Those that depend on one of them, and they. */
    private final Set<String> tainted = new HashSet<>();

    private LeftOutVariables(List<Node> nodes) {
        this.nodes = nodes;
    }

    /**
     * The names of the variables without a value.
     *
     * @param nodes what remains
     * @param left the directives that are left out and define variables
     * @param messages gets one for each variable that belongs to no directive that is left out
     * @throws ConfException for a use that might decide about access
     */
    static Set<String> of(List<Node> nodes, List<Node> left, List<String> messages) {
        LeftOutVariables variables = new LeftOutVariables(nodes);
        walk(nodes, variables::declare);
        left.forEach(variables::define);
        Set<String> named = Set.copyOf(variables.absent);
        walk(nodes, node -> variables.find(node, named, messages));
        variables.check();
        return variables.absent;
    }

    private static void walk(List<Node> nodes, Consumer<Node> each) {
        for (Node node : nodes) {
            each.accept(node);
            if (node.block() != null) {
                walk(node.block(), each);
            }
        }
    }

    private void declare(Node node) {
        if (SETTING.contains(node.name()) && !node.args().isEmpty()) {
            names(node.args().get(0), declared::add);
        }
        if (DERIVING.contains(node.name()) && !node.args().isEmpty()) {
            names(node.args().get(node.args().size() - 1), declared::add);
        }
        for (Word word : node.words()) {
            Matcher matcher = CAPTURE.matcher(word.text());
            while (matcher.find()) {
                declared.add(lowerCase(matcher.group(1)));
            }
        }
    }

    /** The variables of {@code geoip2} are in its block, a block of Lua is empty; that of {@code keyval} follows the key. */
    private void define(Node node) {
        if (node.block() != null && !node.block().isEmpty()) {
            node.block().forEach(each -> define(each.words().get(0)));
        } else if (node.args().size() > 1 && node.name().equals("keyval")) {
            define(node.args().get(1));
        } else if (!node.args().isEmpty()) {
            define(node.args().get(0));
        }
    }

    private void define(Word word) {
        if (word.text().startsWith("$")) {
            names(word, name -> {
                // What assigns it as well does not give it the value that is missing.
                tainted.add(name);
                if (!declared.contains(name)) {
                    absent.add(name);
                }
            });
        }
    }

    private void find(Node node, Set<String> named, List<String> messages) {
        for (Word word : node.words()) {
            names(word, name -> {
                Absence absence = declared.contains(name) || named.contains(name)
                        ? null
                        : Absence.ofVariable(name).orElse(null);
                if (absence != null && absent.add(name)) {
                    messages.add("the variable \"" + name + "\" is empty: " + absence.what() + " is not supported in "
                            + node.end());
                }
            });
        }
    }

    private void check() {
        tainted.addAll(absent);
        int before;
        do {
            before = tainted.size();
            walk(nodes, this::spread);
        } while (tainted.size() > before);
        check(nodes);
    }

    private void spread(Node node) {
        boolean deriving = DERIVING.contains(node.name()) && node.block() != null;
        boolean setting = SETTING.contains(node.name()) && node.args().size() == 2;
        if (deriving && (uses(node) || node.block().stream().anyMatch(this::uses))) {
            names(node.args().get(node.args().size() - 1), tainted::add);
        }
        if (setting && uses(node)) {
            names(node.args().get(0), tainted::add);
        }
    }

    private boolean uses(Node node) {
        boolean[] found = {false};
        node.words().forEach(word -> names(word, name -> found[0] |= tainted.contains(name)));
        return found[0];
    }

    /** The lines of a block such as {@code map} only have an effect by its variable. */
    private void check(List<Node> all) {
        for (Node node : all) {
            boolean derives = DERIVING.contains(node.name());
            if (!derives && !PASSED_ON.contains(node.name()) && !SETTING.contains(node.name())) {
                node.words().forEach(word -> names(word, name -> check(name, node)));
            }
            if (!derives && node.block() != null) {
                check(node.block());
            }
        }
    }

    private void check(String name, Node node) {
        if (tainted.contains(name)) {
            throw new ConfException(
                    "the variable \"" + name + "\" in \"" + node.name() + "\" cannot be left out",
                    node.end(),
                    "it depends on something that is not supported, and without its value requests could get more than "
                            + "is meant");
        }
    }

    private static void names(Word word, Consumer<String> to) {
        Matcher matcher = VARIABLE.matcher(word.text());
        while (matcher.find()) {
            to.accept(lowerCase(matcher.group(1)));
        }
    }

    /** Names are case-insensitive. */
    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
