package io.gangway.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fills {@code target/release}: the files of a release, a bill of materials of each that contains others, and the
 * checksums of all. Arguments: {@code target}, the version, the version of Vue, the local repository.
 */
public final class ReleaseFiles {
    private static final Pattern PURL = Pattern.compile("pkg:maven/([^/]+)/([^@]+)@([^?]+)\\?type=jar");

    private final Path target;
    private final Path release;
    private final String version;

    private ReleaseFiles(Path target, String version) {
        this.target = target;
        this.version = version;
        release = target.resolve("release");
    }

    public static void main(String[] args) throws Exception {
        write(Path.of(args[0]), args[1], args[2], Path.of(args[3]));
    }

    static void write(Path target, String version, String vueVersion, Path repository) throws Exception {
        ReleaseFiles files = new ReleaseFiles(target, version);
        files.copy();
        files.writeBills(vue(vueVersion), repository);
        files.writeSums("SHA-256", "SHA256SUMS");
        files.writeSums("SHA-512", "SHA512SUMS");
    }

    // ---- files

    /** Packages and bills of this version, and those whose names have no version, as others refer to them. */
    private boolean isReleased(String name) {
        boolean named = name.matches("gangway\\.jar|gangway-[a-z]+\\.jar")
                || name.matches("gangway[-_]" + Pattern.quote(version) + "([-_.].*)?");
        return named && name.matches(".*\\.(jar|war|zip|tar\\.gz|tar|deb|json|xml)");
    }

    private void copy() throws IOException {
        if (Files.exists(release)) {
            try (Stream<Path> old = Files.walk(release)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(release);
        try (Stream<Path> all = Files.list(target)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (isReleased(name)) {
                    Files.copy(file, release.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private List<Path> released() throws IOException {
        try (Stream<Path> all = Files.list(release)) {
            return all.sorted().toList();
        }
    }

    // ---- bills of materials

    private void writeBills(Map<String, Object> vue, Path repository) throws Exception {
        Path json = target.resolve("sbom/all.json");
        Path xml = target.resolve("sbom/all.xml");
        if (!Files.exists(json)) {
            throw new IOException(json + " is missing: Maven skips the CycloneDX plugin when it is offline (-o)");
        }
        Map<String, Object> all = JsonBill.read(json);
        Map<String, Contents> components = new TreeMap<>();
        for (Map<String, Object> component : JsonBill.components(all)) {
            String purl = component.get("purl").toString();
            components.put(purl, Contents.of(jar(repository, purl)));
        }
        for (Path file : released()) {
            String name = file.getFileName().toString();
            if (!name.matches(".*\\.(jar|war|zip)")) {
                continue;
            }
            Contents contents = Contents.of(file);
            Set<String> inside = new TreeSet<>();
            components.forEach((purl, component) -> {
                if (contents.include(component)) {
                    inside.add(purl);
                }
            });
            boolean hasVue = contents.names().stream().anyMatch(entry -> entry.endsWith("vue.esm-browser.prod.js"));
            if (!inside.isEmpty()) {
                Described described = new Described(name, version, inside);
                List<Map<String, Object>> more = hasVue ? List.of(vue) : List.of();
                Files.writeString(release.resolve(name + ".cdx.json"), JsonBill.of(all, described, more));
                Files.writeString(release.resolve(name + ".cdx.xml"), XmlBill.of(xml, described, more));
            }
        }
    }

    private static Path jar(Path repository, String purl) {
        var matcher = PURL.matcher(purl);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(purl + " is not a jar");
        }
        String artifact = matcher.group(2);
        String version = matcher.group(3);
        return repository
                .resolve(matcher.group(1).replace('.', '/'))
                .resolve(artifact)
                .resolve(version)
                .resolve(artifact + "-" + version + ".jar");
    }

    /** A part of the page of the demo, which the build unpacks. */
    private static Map<String, Object> vue(String version) {
        String purl = "pkg:maven/org.webjars.npm/vue@" + version + "?type=jar";
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("type", "library");
        component.put("bom-ref", purl);
        component.put("group", "org.webjars.npm");
        component.put("name", "vue");
        component.put("version", version);
        component.put("purl", purl);
        return component;
    }

    // ---- checksums

    /** In the format that {@code sha256sum --check} reads. */
    private void writeSums(String algorithm, String name) throws Exception {
        List<String> lines = new ArrayList<>();
        for (Path file : released()) {
            if (!file.getFileName().toString().endsWith("SUMS")) {
                byte[] digest = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file));
                lines.add(HexFormat.of().formatHex(digest) + "  " + file.getFileName());
            }
        }
        Files.write(release.resolve(name), lines);
    }
}
