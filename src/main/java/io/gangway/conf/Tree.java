package io.gangway.conf;

import java.util.List;

/**
 * A parsed configuration. nginx executes directives while it reads, so the first error in file order wins. Therefore a
 * syntax error does not end reading with an exception: the directives before it are here, those of unfinished blocks as
 * well, and the code that interprets them throws {@link #failure} after the last one.
 *
 * @param nodes the directives, those of included files in place of the {@code include}
 * @param files in the order of their first reading, each once
 * @param failure why reading stopped, or null
 */
public record Tree(List<Node> nodes, List<SourceFile> files, ConfException failure) {
    public Tree {
        nodes = List.copyOf(nodes);
        files = List.copyOf(files);
    }

    /** Throws the failure, if there is one. */
    public void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    /** The existing files, in the order of their first reading. */
    public List<String> paths() {
        return files.stream()
                .filter(file -> file.shippedFor() == null)
                .map(SourceFile::path)
                .toList();
    }

    /** Remarks about the reading for the user, logged as {@code [warn]}. */
    public List<String> remarks() {
        return files.stream()
                .filter(file -> file.shippedFor() != null)
                .map(file ->
                        "\"" + file.path() + "\" does not exist, Gangway's own copy is used in " + file.shippedFor())
                .toList();
    }

    /** All files as {@code nginx -T} shows them. */
    public String dump() {
        StringBuilder out = new StringBuilder();
        files.forEach(file -> out.append(file.dump()));
        return out.toString();
    }

    /** The directives as the text of one file. */
    @Override
    public String toString() {
        return Printer.print(nodes);
    }
}
