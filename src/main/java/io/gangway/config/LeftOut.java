package io.gangway.config;

import io.gangway.conf.Absence;
import io.gangway.conf.ConfException;
import io.gangway.conf.Node;
import io.gangway.conf.Omission;
import io.gangway.conf.Position;
import io.gangway.conf.Tree;
import io.gangway.conf.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A tree without the directives that Gangway lacks, for {@code --lenient}. Only what is known is left out: an unknown
 * name stays, and is an error. What may restrict access is an error too.
 *
 * @param tree what remains; in place of a directive that responds to requests, {@code return 501}
 * @param messages one for each directive that is left out, with file and line
 * @param variables the names of those that have no value now
 */
record LeftOut(Tree tree, List<String> messages, Set<String> variables) {
    private static final Set<String> NO_DIRECTIVES = Set.of("map", "geo", "split_clients", "types", "charset_map");

    /** The whole tree. */
    static LeftOut nothing(Tree tree) {
        return new LeftOut(tree, List.of(), Set.of());
    }

    /** Leaves out of a tree what the table of directives does not have. */
    static LeftOut of(Tree tree, Directives directives) {
        Reader reader = new Reader(directives);
        List<Node> nodes = reader.nodes(tree.nodes(), null);
        Set<String> variables = LeftOutVariables.of(nodes, reader.left, reader.messages);
        return new LeftOut(
                new Tree(nodes, tree.files(), tree.failure()), List.copyOf(reader.messages), Set.copyOf(variables));
    }

    private static final class Reader {
        private final Directives directives;
        private final List<String> messages = new ArrayList<>();
        /** Those that define variables. */
        private final List<Node> left = new ArrayList<>();

        Reader(Directives directives) {
            this.directives = directives;
        }

        /** @param outer the name of the block; null for the main context */
        List<Node> nodes(List<Node> all, String outer) {
            List<Node> kept = new ArrayList<>();
            for (Node node : all) {
                Optional<Absence> absence = absence(node, outer);
                if (absence.isPresent()) {
                    leaveOut(node, absence.get(), outer, kept);
                } else if ("stream".equals(outer) && !isOfSync(node)) {
                    message(
                            node,
                            "the \"" + node.name() + "\" directive",
                            "proxying of plain TCP and UDP is not supported");
                } else if (isQuic(node)) {
                    message(node, "the \"quic\" parameter of \"listen\"", "HTTP/3 is not supported");
                } else if (node.block() == null || NO_DIRECTIVES.contains(node.name())) {
                    kept.add(node);
                } else {
                    block(node, kept);
                }
            }
            return kept;
        }

        private Optional<Absence> absence(Node node, String outer) {
            boolean lacking = directives.named(node.name()).isEmpty();
            boolean otherStream = node.name().equals("stream") && outer == null && !syncs(node);
            return lacking || otherStream ? Absence.of(node.name()) : Optional.empty();
        }

        /** Of {@code stream}, only servers with {@code zone_sync} are supported. */
        private static boolean syncs(Node stream) {
            return stream.block() != null
                    && stream.block().stream()
                            .filter(each -> each.block() != null)
                            .flatMap(each -> each.block().stream())
                            .anyMatch(each -> each.name().equals("zone_sync"));
        }

        /** Whether a directive in {@code stream} concerns {@code zone_sync}. */
        private boolean isOfSync(Node node) {
            return node.name().equals("server")
                    ? node.block() != null
                            && node.block().stream()
                                    .anyMatch(each -> each.name().equals("zone_sync"))
                    : directives.named(node.name()).stream()
                            .anyMatch(each -> each.contexts().contains(Context.STREAM));
        }

        private void block(Node node, List<Node> kept) {
            List<Node> inside = nodes(node.block(), node.name());
            boolean listened =
                    node.block().stream().anyMatch(each -> each.name().equals("listen"));
            if (listened && inside.stream().noneMatch(each -> each.name().equals("listen"))) {
                message(node, "the \"server\" block", "none of its \"listen\" remains");
            } else {
                kept.add(node.withBlock(inside));
            }
        }

        private static boolean isQuic(Node node) {
            return node.name().equals("listen")
                    && node.args().stream().anyMatch(word -> word.text().equals("quic"));
        }

        private void leaveOut(Node node, Absence absence, String outer, List<Node> kept) {
            boolean off = node.args().size() == 1 && node.args().get(0).text().equals("off");
            Omission omission = off ? Omission.LEAVES : absence.omission();
            String what = "the \"" + node.name() + "\" directive";
            String why = absence.what() + " is not supported";
            switch (omission) {
                case LEAVES -> message(node, what, why);
                case DEFINES -> {
                    left.add(node);
                    message(node, what, why + ", and its variables are empty");
                }
                case RESPONDS -> {
                    if (outer == null || !Set.of("server", "location", "if").contains(outer)) {
                        throw cannot(node, absence);
                    }
                    message(node, what, why + ", and requests for it get 501");
                    kept.add(notImplemented(node.position()));
                }
                case RESTRICTS -> throw cannot(node, absence);
            }
        }

        private static ConfException cannot(Node node, Absence absence) {
            return new ConfException(
                    "\"" + node.name() + "\" directive cannot be left out",
                    node.end(),
                    absence.what() + " is not supported: without the directive, requests could get more than is meant");
        }

        private void message(Node node, String what, String why) {
            messages.add(what + " is left out: " + why + " in " + node.end());
        }

        private static Node notImplemented(Position position) {
            return new Node(
                    List.of(new Word("return", false, position), new Word("501", false, position)), null, false);
        }
    }
}
