package io.gangway.conf;

import java.util.List;

/**
 * What was read. nginx executes directives while it reads, so the first error in file order wins. Therefore an error of the
 * language does not stop the reader with an exception: the directives before it are here, those of unfinished blocks too,
 * and whoever gives them a meaning throws {@link #failure} behind the last one.
 *
 * @param nodes the directives, included ones in the place of their {@code include}
 * @param files in the order in which they were first read, each once
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

    /** The files that are there, in the order in which they were first read. */
    public List<String> paths() {
        return files.stream()
                .filter(file -> file.shippedFor() == null)
                .map(SourceFile::path)
                .toList();
    }

    /** What a user should know of how it was read, for {@code [warn]}. */
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

    /** The directives as they could stand in one file. */
    @Override
    public String toString() {
        return Printer.print(nodes);
    }
}
