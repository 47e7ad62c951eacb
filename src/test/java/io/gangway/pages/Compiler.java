package io.gangway.pages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the Java of a page unchanged, with only those libraries on the class path that a reader has. */
final class Compiler {
    private Compiler() {}

    /** Writes source files and classes to this directory. Fails with the compiler's messages, warnings included. */
    static void compile(Page page, Path directory, String classPath) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (JavaSource each : JavaSource.of(page)) {
            Path source = directory.resolve(each.className() + ".java");
            Files.writeString(source, each.text());
            sources.add(source);
        }
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        List<String> options =
                List.of("--release", "17", "-Xlint:all,-processing", "-cp", classPath, "-d", directory.toString());
        try (StandardJavaFileManager files = javac.getStandardFileManager(said, null, StandardCharsets.UTF_8)) {
            boolean compiled = javac.getTask(
                            null, files, said, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            List<String> complaints = said.getDiagnostics().stream()
                    .filter(each -> !each.toString().contains("warning: [path]")
                            && !each.toString().contains("warning: Cannot find annotation method"))
                    .map(Diagnostic::toString)
                    .collect(Collectors.toList());
            if (!compiled || !complaints.isEmpty()) {
                throw new AssertionError(page.name() + ":\n" + String.join("\n", complaints));
            }
        }
    }
}
