package io.gangway.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two components, of which one is in each of two files; the distribution contains both. */
class ReleaseFilesTest {
    private static final String ROOT = "pkg:maven/io.gangway/gangway@1.2.3?type=jar";
    private static final String ALPHA = "pkg:maven/org.example/alpha@1?type=jar";
    private static final String BETA = "pkg:maven/org.example.b/beta@2?type=jar";

    @TempDir
    private Path target;

    @TempDir
    private Path repository;

    @BeforeEach
    void build() throws IOException {
        byte[] alpha = zip("META-INF/a", "", "org/alpha/A.class", "");
        byte[] beta = zip("META-INF/a", "", "org/beta/B.class", "");
        write(repository.resolve("org/example/alpha/1/alpha-1.jar"), alpha);
        write(repository.resolve("org/example/b/beta/2/beta-2.jar"), beta);
        byte[] executable = zip("io/gangway/Own.class", "", "org/alpha/A.class", "", "META-INF/a", "");
        write(target.resolve("gangway.jar"), executable);
        write(target.resolve("gangway-extra.jar"), beta);
        write(target.resolve("gangway-1.2.3.jar"), zip("io/gangway/Own.class", ""));
        write(target.resolve("gangway-1.2.2.jar"), zip("io/gangway/Old.class", ""));
        write(target.resolve("original-gangway.jar"), zip("io/gangway/Own.class", ""));
        write(target.resolve("gangway-1.2.3.war"), zip("WEB-INF/lib/beta-2.jar", beta));
        write(
                target.resolve("gangway-1.2.3.zip"),
                zip("g/lib/gangway.jar", executable, "g/lib/gangway-extra.jar", beta, "g/vue.esm-browser.prod.js", ""));
        write(target.resolve("sbom/all.json"), """
                {"bomFormat": "CycloneDX", "serialNumber": "urn:uuid:0", "version": 1,
                 "metadata": {"component": {"type": "library", "bom-ref": "%1$s", "name": "gangway", "purl": "%1$s"},
                              "properties": []},
                 "components": [{"type": "library", "bom-ref": "%2$s", "name": "alpha", "purl": "%2$s"},
                                {"type": "library", "bom-ref": "%3$s", "name": "beta", "purl": "%3$s"}],
                 "dependencies": [{"ref": "%1$s", "dependsOn": ["%2$s", "%3$s"]}, {"ref": "%2$s", "dependsOn": ["%3$s"]},
                                  {"ref": "%3$s", "dependsOn": []}]}
                """.formatted(ROOT, ALPHA, BETA).getBytes());
        write(target.resolve("sbom/all.xml"), """
                <bom serialNumber="urn:uuid:0" version="1" xmlns="http://cyclonedx.org/schema/bom/1.6">
                  <metadata><component type="library" bom-ref="%1$s"><name>gangway</name><purl>%1$s</purl></component>
                    <properties/></metadata>
                  <components>
                    <component type="library" bom-ref="%2$s"><name>alpha</name><purl>%2$s</purl></component>
                    <component type="library" bom-ref="%3$s"><name>beta</name><purl>%3$s</purl></component>
                  </components>
                  <dependencies>
                    <dependency ref="%1$s"><dependency ref="%2$s"/><dependency ref="%3$s"/></dependency>
                    <dependency ref="%2$s"><dependency ref="%3$s"/></dependency>
                    <dependency ref="%3$s"/>
                  </dependencies>
                </bom>
                """.formatted(ROOT, ALPHA, BETA).getBytes());
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static byte[] zip(Object... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry(entries[i].toString()));
                zip.write(
                        entries[i + 1] instanceof byte[] inner
                                ? inner
                                : entries[i + 1].toString().getBytes());
            }
        }
        return bytes.toByteArray();
    }

    private void release() throws Exception {
        ReleaseFiles.write(target, "1.2.3", "3", repository);
    }

    private List<String> components(String file) throws IOException {
        return JsonBill.components(JsonBill.read(target.resolve("release/" + file))).stream()
                .map(component -> component.get("purl").toString())
                .toList();
    }

    @Test
    void only_files_of_this_version_are_released() throws Exception {
        release();

        try (Stream<Path> files = Files.list(target.resolve("release"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "gangway.jar",
                            "gangway.jar.cdx.json",
                            "gangway.jar.cdx.xml",
                            "gangway-extra.jar",
                            "gangway-extra.jar.cdx.json",
                            "gangway-extra.jar.cdx.xml",
                            "gangway-1.2.3.jar",
                            "gangway-1.2.3.war",
                            "gangway-1.2.3.war.cdx.json",
                            "gangway-1.2.3.war.cdx.xml",
                            "gangway-1.2.3.zip",
                            "gangway-1.2.3.zip.cdx.json",
                            "gangway-1.2.3.zip.cdx.xml",
                            "SHA256SUMS",
                            "SHA512SUMS");
        }
    }

    @Test
    void a_bill_lists_the_components_that_are_inside() throws Exception {
        release();

        assertThat(components("gangway.jar.cdx.json")).containsExactly(ALPHA);
        assertThat(components("gangway-extra.jar.cdx.json")).containsExactly(BETA);
        assertThat(components("gangway-1.2.3.war.cdx.json")).containsExactly(BETA);
        assertThat(components("gangway-1.2.3.zip.cdx.json"))
                .containsExactly(ALPHA, BETA, "pkg:maven/org.webjars.npm/vue@3?type=jar");
    }

    @Test
    void references_of_a_bill_are_within_it() throws Exception {
        release();

        Map<String, Object> bill = JsonBill.read(target.resolve("release/gangway.jar.cdx.json"));
        assertThat(bill.get("serialNumber").toString()).startsWith("urn:uuid:").isNotEqualTo("urn:uuid:0");
        assertThat(Files.readString(target.resolve("release/gangway.jar.cdx.json")))
                .contains("\"name\" : \"gangway.jar\"", "\"ref\" : \"gangway.jar@1.2.3\"")
                .doesNotContain(BETA, ROOT);
        assertThat(Files.readString(target.resolve("release/gangway.jar.cdx.xml")))
                .contains("<name>gangway.jar</name>", "<dependency ref=\"gangway.jar@1.2.3\">")
                .contains("<purl>" + ALPHA + "</purl>")
                .doesNotContain(BETA, ROOT);
    }

    @Test
    void a_plain_jar_has_the_same_entries_without_permissions() throws Exception {
        Path jar = Files.write(target.resolve("a.jar"), zip("a", "1", "b/c", "2"));
        try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("enablePosixFileAttributes", true))) {
            Files.setPosixFilePermissions(zip.getPath("a"), PosixFilePermissions.fromString("rw-------"));
        }
        byte[] plain = PlainJar.rewritten(Files.readAllBytes(jar));

        assertThat(plain).isEqualTo(PlainJar.rewritten(plain)).isNotEqualTo(Files.readAllBytes(jar));
        Files.write(jar, plain);
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            assertThat(Files.getAttribute(zip.getPath("a"), "zip:permissions")).isNull();
            assertThat(Files.readString(zip.getPath("b/c"))).isEqualTo("2");
        }
    }

    @Test
    void a_second_run_writes_the_same_checksums() throws Exception {
        release();
        String sums = Files.readString(target.resolve("release/SHA256SUMS"));
        release();

        assertThat(Files.readString(target.resolve("release/SHA256SUMS"))).isEqualTo(sums);
        assertThat(sums.lines())
                .hasSize(13)
                .isSortedAccordingTo(java.util.Comparator.comparing(line -> line.substring(66)))
                .allMatch(line -> line.matches("[0-9a-f]{64}  gangway.*"));
        assertThat(Files.readAllLines(target.resolve("release/SHA512SUMS")))
                .hasSize(13)
                .allMatch(line -> line.matches("[0-9a-f]{128}  gangway.*"));
    }
}
