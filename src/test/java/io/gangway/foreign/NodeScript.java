package io.gangway.foreign;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/**
 * A node process that runs a script of the test resources and communicates by lines. It ends when closed, and with this
 * JVM.
 */
public final class NodeScript implements AutoCloseable {
    /** The file that node loads for a package; empty if the package is missing. */
    private static final Map<String, String> FILES = new ConcurrentHashMap<>();

    private final Process process;
    private final BufferedWriter input;
    private final Lines lines = new Lines();

    NodeScript(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", resource(name).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder node = new ProcessBuilder(command).redirectErrorStream(true);
        // the certificates of tests are self-signed; node would warn about the first variable
        node.environment().putAll(Map.of("NODE_TLS_REJECT_UNAUTHORIZED", "0", "NODE_NO_WARNINGS", "1"));
        process = node.start();
        input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread reader = new Thread(this::read, name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Skips the test, with a message, if node or one of these packages is missing. */
    public static void assume(String... packages) {
        for (String name : packages) {
            Assumptions.assumeTrue(
                    has(name),
                    "node or its package " + name
                            + " is missing: npm install it and name its node_modules in NODE_PATH");
        }
    }

    /** Whether node and this package are installed. */
    static boolean has(String packageName) {
        return main(packageName) != null;
    }

    /** A file of an installed package. */
    public static byte[] file(String packageName, String path) throws IOException {
        Path directory = Path.of(main(packageName));
        while (!directory.endsWith(packageName)) {
            directory = directory.getParent();
        }
        return Files.readAllBytes(directory.resolve(path));
    }

    /** A file of the test resources. */
    static Path resource(String name) throws IOException {
        try {
            return Path.of(NodeScript.class.getResource("/foreign/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** The file that node would load for a package; null if it is missing. */
    private static String main(String packageName) {
        String file = FILES.computeIfAbsent(packageName, NodeScript::ask);
        return file.isEmpty() ? null : file;
    }

    private static String ask(String packageName) {
        try {
            Process probe = new ProcessBuilder("node", "-p", "require.resolve('" + packageName + "')")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream output = probe.getInputStream()) {
                return new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
        } catch (IOException missing) {
            return "";
        }
    }

    /** Writes lines to its standard input. */
    void writeLines(List<String> said) throws IOException {
        for (String line : said) {
            input.write(line);
            input.newLine();
        }
        input.flush();
    }

    /** Its output, errors included. */
    Lines lines() {
        return lines;
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("unreadable: " + e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
