package io.gangway.map;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.ConfException;
import io.gangway.conf.Node;
import io.gangway.conf.Word;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.http.Ascii;
import io.gangway.net.HostnameKey;
import java.util.List;

/** Reads a {@code map} block. Errors have the position of the entry. */
final class MapReader {
    private final DirectiveArguments arguments;
    private final MapTable.Builder table = new MapTable.Builder();
    private boolean hostnames;
    private boolean isVolatile;

    private MapReader(DirectiveArguments arguments) {
        this.arguments = arguments;
    }

    static Void read(DirectiveArguments arguments) {
        Template source = arguments.template(arguments.arg(0));
        String name = arguments.variableName(1);
        // The variable is declared before the block is read, and gets its value afterwards.
        arguments.declare(name, exchange -> "", false);
        MapReader map = new MapReader(arguments);
        arguments.node().block().forEach(map::entry);
        MapTable table = map.table.build(map.hostnames);
        Node node = arguments.node();
        arguments.declare(name, exchange -> value(exchange, table, source, node), map.isVolatile);
        return null;
    }

    private static String value(Exchange exchange, MapTable table, Template source, Node node) {
        String text = source.render(exchange);
        String value = table.find(exchange, text).render(exchange);
        if (exchange.explanation() != null) {
            exchange.explanation()
                    .variable(
                            node,
                            node.args().get(1) + " = \"" + value + "\", mapped from " + source + " = \"" + text + '"');
        }
        return value;
    }

    private void entry(Node node) {
        List<Word> words = node.words();
        if (node.block() != null) {
            throw ConfErrors.at(node, "unexpected \"{\"");
        }
        if (words.size() == 1 && node.name().equals("hostnames")) {
            hostnames = true;
            return;
        }
        if (words.size() == 1 && node.name().equals("volatile")) {
            isVolatile = true;
            return;
        }
        if (words.size() != 2) {
            throw ConfErrors.at(node, "invalid number of the map parameters");
        }
        DirectiveArguments entry = arguments.at(node);
        add(entry, node.name(), entry.template(words.get(1).text()));
    }

    private void add(DirectiveArguments entry, String key, Template value) {
        if (key.equals("default")) {
            if (!table.byDefault(value)) {
                throw entry.error("duplicate default map parameter");
            }
        } else if (key.startsWith("~*")) {
            table.pattern(entry.regex(key.substring(2), true), value);
        } else if (key.startsWith("~")) {
            table.pattern(entry.regex(key.substring(1), false), value);
        } else {
            text(entry, key.startsWith("\\") ? key.substring(1) : key, value);
        }
    }

    private void text(DirectiveArguments entry, String key, Template value) {
        HostnameKey wildcard = hostnames ? HostnameKey.of(key) : HostnameKey.EXACT;
        if (wildcard == null) {
            throw entry.error("invalid hostname or wildcard \"" + key + "\"");
        }
        if (!table.text(key, wildcard, value)) {
            throw conflict(entry, Ascii.lower(key));
        }
    }

    private static ConfException conflict(DirectiveArguments entry, String key) {
        return entry.error("conflicting parameter \"" + key + "\"");
    }
}
