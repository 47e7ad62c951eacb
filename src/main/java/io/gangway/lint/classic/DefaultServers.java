package io.gangway.lint.classic;

import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which server of a port takes the requests for unknown hosts: the one that is marked, else the first. */
final class DefaultServers {
    private final Map<String, List<LintNode>> listens = new LinkedHashMap<>();

    DefaultServers(LintTree tree) {
        for (LintNode server : tree.servers()) {
            for (LintNode listen : server.own("listen")) {
                listens.computeIfAbsent(address(listen), port -> new ArrayList<>())
                        .add(listen);
            }
        }
    }

    /** The {@code listen} directives by address, such as {@code port 80}. */
    Map<String, List<LintNode>> listens() {
        return listens;
    }

    /** Whether a server is the default of one of its addresses, at least as far as these files tell. */
    boolean isDefault(LintNode server) {
        List<LintNode> own = server.own("listen");
        return own.isEmpty() || own.stream().anyMatch(listen -> chosen(listens.get(address(listen))) == server);
    }

    static boolean isMarked(LintNode listen) {
        return listen.hasArg("default_server") || listen.hasArg("default");
    }

    private static LintNode chosen(List<LintNode> same) {
        return same.stream()
                .filter(DefaultServers::isMarked)
                .findFirst()
                .orElse(same.get(0))
                .parent();
    }

    private static String address(LintNode listen) {
        String address = listen.arg(0);
        return address.matches("\\d+")
                ? "port " + address
                : address.replaceFirst("^(\\*|0\\.0\\.0\\.0):(?=\\d+$)", "port ");
    }
}
