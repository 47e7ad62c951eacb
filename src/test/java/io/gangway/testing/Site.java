package io.gangway.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A temporary directory with files and a configuration. Placeholders in the configuration:
 *
 * <ul>
 *   <li>{@code %{port}}, {@code %{port:NAME}}: a free port to listen on, the same for the same name
 *   <li>{@code %{dead}}, {@code %{dead:NAME}}: a port on which nothing listens
 *   <li>{@code %{dir}}: the directory
 *   <li>{@code %{backend}}, {@code %{backend:NAME}}: the address and port of a backend registered before
 * </ul>
 *
 * <p>A text without an {@code http} block is wrapped in one, with {@code server_tokens off}.
 */
public final class Site implements AutoCloseable {
    /** The modification time of every file of a site, so that ETag and Last-Modified are known. */
    public static final Instant MODIFIED = Instant.parse("2026-01-15T10:20:30Z");

    private static final Pattern PLACEHOLDER = Pattern.compile("%\\{(port|dead|backend|dir)(?::(\\w+))?}");

    private final Path dir;
    private final boolean owner;
    private final String confName;
    private final Map<String, Integer> ports = new TreeMap<>();
    private final Map<String, Integer> dead = new TreeMap<>();
    private final Map<String, String> backends = new TreeMap<>();
    private int twins;

    private Site(Path dir, boolean owner, String confName) {
        this.dir = dir;
        this.owner = owner;
        this.confName = confName;
    }

    /** A new directory with an empty {@code logs}, removed by {@link #close}. */
    public static Site create() throws IOException {
        Path dir = Files.createTempDirectory("site");
        Files.createDirectory(dir.resolve("logs"));
        return new Site(dir, true, "nginx.conf");
    }

    /** A new directory with this configuration. */
    public static Site of(String config) throws IOException {
        return create().config(config);
    }

    /**
     * A site with the same files but its own ports and configuration file, so that a second server can serve them too.
     */
    public Site twin() {
        twins++;
        Site twin = new Site(dir, false, "twin" + twins + ".conf");
        twin.backends.putAll(backends);
        return twin;
    }

    /** Writes a file (Latin-1) and creates its parent directories. */
    public Site file(String path, String content) throws IOException {
        return file(path, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Writes a file and creates its parent directories; all get the time {@link #MODIFIED}. */
    public Site file(String path, byte[] content) throws IOException {
        Path file = dir.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        for (Path each = file; !each.equals(dir); each = each.getParent()) {
            Files.setLastModifiedTime(each, FileTime.from(MODIFIED));
        }
        return this;
    }

    /** Registers a backend as {@code %{backend}}. */
    public Site backend(ScriptedUpstream upstream) {
        return backend("main", upstream);
    }

    /** Registers a backend as {@code %{backend:NAME}}. */
    public Site backend(String name, ScriptedUpstream upstream) {
        backends.put(name, upstream.address());
        return this;
    }

    /** Registers a backend that is not scripted as {@code %{backend:NAME}}. */
    public Site backend(String name, String address) {
        backends.put(name, address);
        return this;
    }

    /** Writes the configuration with its placeholders replaced. */
    public Site config(String text) throws IOException {
        String whole = Pattern.compile("(?m)^\\s*http\\s*\\{").matcher(text).find() ? text : frame(text);
        Files.writeString(conf(), fill(whole), StandardCharsets.ISO_8859_1);
        return this;
    }

    /** A text with its placeholders replaced. */
    public String fill(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        return matcher.replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), match.group(2))));
    }

    private String value(String kind, String name) {
        return switch (kind) {
            case "port" -> String.valueOf(port(name == null ? "main" : name));
            case "dead" -> String.valueOf(dead.computeIfAbsent(name == null ? "main" : name, n -> FreePorts.next()));
            case "dir" -> dir.toString();
            default -> backend(name == null ? "main" : name);
        };
    }

    private String backend(String name) {
        String address = backends.get(name);
        if (address == null) {
            throw new IllegalArgumentException("backend: " + name + " (expected: one of " + backends.keySet() + ")");
        }
        return address;
    }

    private static String frame(String text) {
        return "events {}\nhttp {\n    server_tokens off;\n" + text + "\n}\n";
    }

    /** The directory. */
    public Path dir() {
        return dir;
    }

    /** The configuration file. */
    public Path conf() {
        return dir.resolve(confName);
    }

    /** The port of {@code %{port}}. */
    public int port() {
        return port("main");
    }

    /** The port of {@code %{port:NAME}}. */
    public int port(String name) {
        return ports.computeIfAbsent(name, n -> FreePorts.next());
    }

    /** All ports that the configuration listens on. */
    public Collection<Integer> ports() {
        return List.copyOf(ports.values());
    }

    /** Every port of this site with its placeholder. */
    public Map<Integer, String> portNames() {
        Map<Integer, String> names = new TreeMap<>();
        ports.forEach((name, port) -> names.put(port, "{port:" + name + "}"));
        dead.forEach((name, port) -> names.put(port, "{dead:" + name + "}"));
        backends.forEach((name, address) ->
                names.put(Integer.valueOf(address.substring(address.indexOf(':') + 1)), "{backend:" + name + "}"));
        return names;
    }

    /** Removes the directory; does nothing for a twin. */
    @Override
    public void close() throws IOException {
        if (!owner) {
            return;
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
