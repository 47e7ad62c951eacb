package io.gangway.conf;

import io.gangway.conf.Statement.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Reads a configuration and its includes into a {@link Tree}. It never throws for the content of a file: the first
 * error is {@link Tree#failure()}. Used once, by one thread.
 */
public final class Parser {
    /** nginx has no maximum; this one is far above any real file and far below the stack of a thread. */
    private static final int MAX_DEPTH = 200;

    /** Blocks of data in which nginx knows no includes. */
    private static final Set<String> LITERAL = Set.of("charset_map", "split_clients");

    private final String directory;
    private final Map<String, SourceFile> files = new LinkedHashMap<>();

    /** The files being read, outermost first. */
    private final Deque<OpenFile> open = new ArrayDeque<>();

    private record OpenFile(String name, Path realPath) {}

    /** The new path of a file that an {@code include} names. */
    private final UnaryOperator<String> moved;

    /** Takes the errors of included files that cannot be read, so that reading goes on; null to end with the first. */
    private final Consumer<ConfException> unreadable;

    private final boolean skipsLua;

    private Parser(String directory) {
        this(directory, UnaryOperator.identity(), null, false);
    }

    private Parser(
            String directory, UnaryOperator<String> moved, Consumer<ConfException> unreadable, boolean skipsLua) {
        this.directory = directory;
        this.moved = moved;
        this.unreadable = unreadable;
        this.skipsLua = skipsLua;
    }

    /**
     * Reads a file.
     *
     * @param name as given, one char per byte; relative includes are looked up in the directory before its last slash
     */
    public static Tree file(String name) {
        return file(name, UnaryOperator.identity(), false);
    }

    /**
     * The same.
     *
     * @param moved gives the new paths of included files
     * @param skipsLua whether the code in blocks such as {@code content_by_lua_block} is skipped, not read as directives
     */
    public static Tree file(String name, UnaryOperator<String> moved, boolean skipsLua) {
        Parser parser = new Parser(directory(name), moved, null, skipsLua);
        return parser.tree(nodes -> parser.read(name, nodes, null, 0));
    }

    /**
     * The same; included files that cannot be read are skipped. {@code unreadable} gets their errors, and the {@code
     * include} stays in the tree. The code in blocks such as {@code content_by_lua_block} is skipped.
     */
    public static Tree lenient(String name, Consumer<ConfException> unreadable) {
        Parser parser = new Parser(directory(name), UnaryOperator.identity(), unreadable, true);
        return parser.tree(nodes -> parser.read(name, nodes, null, 0));
    }

    /**
     * Reads a text like a file.
     *
     * @param name for positions and relative includes; it is not opened
     * @param text one char per byte
     */
    public static Tree text(String name, String text) {
        return text(name, text, List.of());
    }

    /** The same; {@code lines}, unless empty, gives the position of each line for errors. */
    static Tree text(String name, String text, List<Position> lines) {
        Parser parser = new Parser(directory(name));
        SourceFile source = new SourceFile(name, text);
        parser.files.put(name, source);
        return parser.tree(nodes -> parser.file(Lexer.file(source, lines), nodes, 0));
    }

    /**
     * Reads the argument of {@code -g}.
     *
     * @param text directives without blocks, one char per byte
     * @param directory directory of relative includes, ending with a slash
     */
    public static Tree commandLine(String text, String directory) {
        Parser parser = new Parser(directory);
        return parser.tree(nodes -> parser.directives(Lexer.commandLine(text), nodes));
    }

    private static String directory(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    private interface Reading {
        void into(List<Node> nodes);
    }

    private Tree tree(Reading reading) {
        List<Node> nodes = new ArrayList<>();
        ConfException failure = null;
        try {
            reading.into(nodes);
        } catch (ConfException e) {
            failure = e;
        }
        return new Tree(nodes, List.copyOf(files.values()), failure);
    }

    private void directives(Lexer lexer, List<Node> nodes) {
        for (Statement s = lexer.next(); s.ending() != Ending.END; s = lexer.next()) {
            switch (s.ending()) {
                case CLOSE -> throw new ConfException("unexpected \"}\"", s.at());
                case OPEN -> throw new ConfException("block directives are not supported in -g option", s.at());
                default -> directive(s, nodes, 0);
            }
        }
    }

    private void file(Lexer lexer, List<Node> nodes, int depth) {
        Statement last = statements(lexer, nodes, depth);
        if (last.ending() == Ending.CLOSE) {
            throw new ConfException("unexpected \"}\"", last.at());
        }
    }

    /** Reads up to and including the end of the file or a closing brace, and returns that. */
    private Statement statements(Lexer lexer, List<Node> nodes, int depth) {
        for (; ; ) {
            Statement s = lexer.next();
            switch (s.ending()) {
                case SEMICOLON -> directive(s, nodes, depth);
                case OPEN -> block(s, lexer, nodes, depth + 1);
                default -> {
                    return s;
                }
            }
        }
    }

    /** The same for a block without includes. */
    private Statement data(Lexer lexer, List<Node> nodes, int depth) {
        for (; ; ) {
            Statement s = lexer.next();
            switch (s.ending()) {
                case SEMICOLON -> nodes.add(new Node(s.words(), null, s.gangway(), s.at(), null));
                case OPEN -> block(s, lexer, nodes, depth + 1);
                default -> {
                    return s;
                }
            }
        }
    }

    private void directive(Statement s, List<Node> nodes, int depth) {
        Node node = new Node(s.words(), null, s.gangway(), s.at(), null);
        if (!node.name().equals("include")) {
            nodes.add(node);
        } else if (node.gangway()) {
            throw new ConfException("\"include\" directive is not allowed in \"#gangway\" comment", s.at());
        } else if (node.args().size() != 1) {
            throw ConfErrors.argumentCount(node).withHint("syntax: include file | mask;");
        } else {
            include(node, nodes, depth);
        }
    }

    private void block(Statement s, Lexer lexer, List<Node> nodes, int depth) {
        if (s.words().get(0).text().equals("include")) {
            throw ConfErrors.notTerminated("include", s.at());
        }
        if (depth > MAX_DEPTH) {
            throw new ConfException("blocks are nested more than " + MAX_DEPTH + " deep", s.at());
        }
        if (skipsLua && s.words().get(0).text().endsWith("_by_lua_block")) {
            nodes.add(new Node(s.words(), List.of(), false, s.at(), lexer.skipLua()));
            return;
        }
        List<Node> inside = new ArrayList<>();
        Position close = null;
        try {
            Statement last = LITERAL.contains(s.words().get(0).text())
                    ? data(lexer, inside, depth)
                    : statements(lexer, inside, depth);
            if (last.ending() == Ending.END) {
                throw new ConfException("unexpected end of file, expecting \"}\"", last.at());
            }
            close = last.at();
        } finally {
            nodes.add(new Node(s.words(), inside, false, s.at(), close)); // also what was read before an error
        }
    }

    private void include(Node node, List<Node> nodes, int depth) {
        String argument = node.args().get(0).text();
        String name = moved.apply(PathName.resolve(directory, argument));
        if (ShippedFile.exists(argument) && isMissing(name)) {
            shipped(argument, name, nodes, node.end(), depth);
            return;
        }
        List<String> names = Glob.isPattern(name) ? expand(name, node.end()) : List.of(name);
        for (String each : names) {
            if (!read(each, nodes, node.end(), depth)) {
                nodes.add(node);
            }
        }
    }

    private static List<String> expand(String pattern, Position from) {
        try {
            return Glob.expand(pattern);
        } catch (IOException e) {
            throw new ConfException("glob() \"" + pattern + "\" failed (" + SystemError.of(e) + ")", from);
        }
    }

    private static boolean isMissing(String name) {
        return Files.notExists(PathName.toPath(name), LinkOption.NOFOLLOW_LINKS);
    }

    private void shipped(String argument, String name, List<Node> nodes, Position from, int depth) {
        String text = ShippedFile.text(argument);
        files.putIfAbsent(name, new SourceFile(name, text, from));
        file(Lexer.file(new SourceFile("Gangway's own " + argument, text)), nodes, depth);
    }

    /** False for a file that was skipped. {@code from} is the position of the {@code include}; null for the main file. */
    private boolean read(String name, List<Node> nodes, Position from, int depth) {
        String text;
        Path realPath;
        try {
            Path path = PathName.existing(name);
            realPath = path.toRealPath();
            refuseCircle(name, realPath, from);
            if (Files.isDirectory(path)) {
                throw new ConfException("pread() \"" + name + "\" failed (21: Is a directory)", null).at(from);
            }
            text = WholeFile.read(path);
        } catch (IOException e) {
            unreadable(new ConfException("open() \"" + name + "\" failed (" + SystemError.of(e) + ")", from), from);
            return false;
        }
        SourceFile source = new SourceFile(name, text);
        files.putIfAbsent(name, source);
        open.addLast(new OpenFile(name, realPath));
        file(Lexer.file(source), nodes, depth);
        open.removeLast();
        return true;
    }

    private void unreadable(ConfException error, Position include) {
        if (unreadable == null || include == null) {
            throw error;
        }
        unreadable.accept(error);
    }

    private void refuseCircle(String name, Path realPath, Position from) {
        if (open.stream().noneMatch(file -> file.realPath().equals(realPath))) {
            return;
        }
        StringBuilder way = new StringBuilder();
        open.forEach(file -> way.append(file.name()).append(" includes "));
        throw new ConfException(
                "\"" + name + "\" includes itself", from, way.append(name).toString());
    }
}
