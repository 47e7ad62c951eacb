package io.gangway.map;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.Node;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Template;
import java.util.ArrayList;
import java.util.List;

/** {@code split_clients text $variable { … }}: assigns each value a share of all texts, by hash. Immutable. */
final class SplitClients {
    private static final int ALL = 10_000;
    private static final long HASHES = 0xffffffffL;

    /** @param below exclusive upper limit of its hashes; above all hashes if the percentages add up to 100 */
    private record Share(long below, String value) {}

    /** @param hundredths of a percent; 0 for the rest */
    private record Entry(int hundredths, String value) {}

    private final List<Share> shares;

    private SplitClients(List<Share> shares) {
        this.shares = shares;
    }

    static Void read(DirectiveArguments arguments) {
        Template source = arguments.template(arguments.arg(0));
        String name = arguments.variableName(1);
        List<Entry> entries = new ArrayList<>();
        for (Node node : arguments.node().block()) {
            entries.add(entry(node));
        }
        SplitClients split = new SplitClients(shares(arguments, entries));
        arguments.declare(name, exchange -> split.find(source.render(exchange)), false);
        return null;
    }

    private static Entry entry(Node node) {
        if (node.block() != null) {
            throw ConfErrors.at(node, "unexpected \"{\"");
        }
        String share = node.name();
        int hundredths = share.equals("*") ? 0 : hundredths(share);
        if (hundredths < 0) {
            throw ConfErrors.at(node, "invalid percent value \"" + share + "\"");
        }
        if (node.words().size() < 2) {
            throw ConfErrors.at(node, "invalid number of the split_clients parameters");
        }
        return new Entry(hundredths, node.words().get(1).text());
    }

    /** A percentage in hundredths: {@code 0.5%} is 50; -1 if it is invalid. */
    private static int hundredths(String text) {
        if (!text.matches("[0-9]{1,7}(\\.[0-9]{0,2})?%|\\.[0-9]{1,2}%")) {
            return -1;
        }
        int dot = text.indexOf('.');
        int end = text.length() - 1;
        String digits = text.substring(0, dot < 0 ? end : dot);
        String fraction = dot < 0 ? "" : text.substring(dot + 1, end);
        int value = Integer.parseInt(digits + (fraction + "00").substring(0, 2));
        return value == 0 ? -1 : value;
    }

    private static List<Share> shares(DirectiveArguments arguments, List<Entry> entries) {
        List<Share> shares = new ArrayList<>();
        long sum = 0;
        long below = 0;
        for (Entry entry : entries) {
            sum = entry.hundredths == 0 ? ALL : sum + entry.hundredths;
            if (sum > ALL) {
                throw ConfErrors.atClose(arguments.node(), "percent total is greater than 100%");
            }
            below += entry.hundredths * HASHES / ALL;
            shares.add(new Share(sum == ALL ? HASHES + 1 : below, entry.value));
        }
        return List.copyOf(shares);
    }

    private String find(String text) {
        long hash = Integer.toUnsignedLong(MurmurHash2.of(text));
        for (Share share : shares) {
            if (hash < share.below) {
                return share.value;
            }
        }
        return "";
    }
}
