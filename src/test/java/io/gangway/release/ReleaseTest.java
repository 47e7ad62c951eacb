package io.gangway.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.BuildInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** What must be true of a release: its POM, its change log, the version in the pages. */
class ReleaseTest {
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");
    private static final Pattern HEADING = Pattern.compile("(?m)^## \\[(.*?)](?: - (\\S+))?$");
    private static final List<String> KINDS =
            List.of("### Added", "### Changed", "### Deprecated", "### Removed", "### Fixed", "### Security");

    private static Document pom;
    private static String changeLog;

    @BeforeAll
    static void read() throws Exception {
        pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile());
        changeLog = Files.readString(Path.of("CHANGELOG.md"));
    }

    private static String pom(String path) throws Exception {
        XPath xpath = XPathFactory.newInstance().newXPath();
        return xpath.evaluate("/project/" + path, pom).strip();
    }

    private static boolean isSnapshot() throws Exception {
        return pom("version").endsWith("-SNAPSHOT");
    }

    /** The released versions of the change log with their dates, the newest first. */
    private static List<MatchResult> releases() {
        return HEADING.matcher(changeLog)
                .results()
                .filter(heading -> !heading.group(1).equals("Unreleased"))
                .toList();
    }

    @Test
    void the_pom_has_what_maven_central_demands() throws Exception {
        for (String fact : List.of(
                "name",
                "description",
                "url",
                "licenses/license/name",
                "licenses/license/url",
                "developers/developer/name",
                "scm/connection",
                "scm/developerConnection",
                "scm/url")) {
            assertThat(pom(fact)).as(fact).isNotEmpty();
        }
        assertThat(pom("scm/tag")).isEqualTo(isSnapshot() ? "HEAD" : "v" + pom("version"));
        assertThat(pom("version").replaceFirst("-SNAPSHOT$", "")).matches(VERSION);
    }

    @Test
    void the_build_has_a_fixed_time() throws Exception {
        assertThat(pom("properties/project.build.outputTimestamp")).matches("\\d{4}-\\d\\d-\\d\\dT00:00:00Z");
        if (!isSnapshot()) {
            assertThat(pom("properties/project.build.outputTimestamp"))
                    .startsWith(releases().get(0).group(2));
        }
    }

    @Test
    void a_release_depends_on_releases() throws Exception {
        assertThat(Files.readString(Path.of("pom.xml")).replace(pom("version"), ""))
                .doesNotContain("-SNAPSHOT");
    }

    @Test
    void the_change_log_names_each_version_once_with_its_date() throws Exception {
        List<String> versions = releases().stream().map(each -> each.group(1)).toList();
        assertThat(versions)
                .hasSizeGreaterThan(1)
                .doesNotHaveDuplicates()
                .allMatch(version -> VERSION.matcher(version).matches())
                .isSortedAccordingTo(Comparator.comparing(java.lang.module.ModuleDescriptor.Version::parse)
                        .reversed());
        List<LocalDate> dates =
                releases().stream().map(each -> LocalDate.parse(each.group(2))).toList();
        assertThat(dates).isSortedAccordingTo(Comparator.reverseOrder());
        if (!isSnapshot()) {
            assertThat(versions.get(0)).isEqualTo(pom("version"));
        }
    }

    @Test
    void the_kinds_of_changes_stand_in_their_order_and_their_words() {
        for (String section : changeLog.split("(?m)^(?=## )")) {
            List<String> kinds = section.lines()
                    .filter(line -> line.startsWith("### ") && !line.startsWith("### Names that changed"))
                    .toList();
            assertThat(KINDS).containsAll(kinds);
            assertThat(kinds).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.comparing(KINDS::indexOf));
        }
    }

    @Test
    void each_change_is_one_entry_of_whole_sentences() {
        List<String> entries = entries();

        assertThat(entries)
                .hasSizeGreaterThan(100)
                .doesNotHaveDuplicates()
                .allMatch(entry -> entry.endsWith("."))
                .noneMatch(entry -> entry.matches("(Feature|Change|Bugfix|Security): .*"));
        assertThat(changeLog.lines().filter(line -> !line.startsWith("|"))).allMatch(line -> line.length() <= 140);
    }

    private static List<String> entries() {
        List<String> entries = new ArrayList<>();
        for (String line : changeLog.lines().toList()) {
            if (line.startsWith("- ")) {
                entries.add(line.substring(2));
            } else if (line.startsWith("  ") && !entries.isEmpty()) {
                entries.add(entries.remove(entries.size() - 1) + " " + line.strip());
            }
        }
        return entries;
    }

    @Test
    void pages_show_the_newest_release() throws IOException {
        String newest = releases().get(0).group(1);
        Pattern dependency = Pattern.compile("<artifactId>gangway</artifactId>\\s*<version>(.*?)</version>");
        List<String> shown = new ArrayList<>();
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            for (Path page :
                    pages.filter(each -> each.toString().endsWith(".md")).toList()) {
                dependency.matcher(Files.readString(page)).results().forEach(found -> shown.add(found.group(1)));
            }
        }
        assertThat(shown).hasSizeGreaterThan(2).containsOnly(newest);
    }

    @Test
    void links_of_the_change_log_lead_to_files() {
        assertThat(Pattern.compile("]\\(([^#)]+?)(?:#[^)]*)?\\)")
                        .matcher(changeLog)
                        .results())
                .map(found -> found.group(1))
                .filteredOn(link -> !link.startsWith("https://"))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(Path.of(link)).exists());
    }

    /** Else they would be those of the machine that builds it, by its umask. */
    @Test
    void files_of_an_archive_have_fixed_permissions() throws Exception {
        XPath xpath = XPathFactory.newInstance().newXPath();
        for (String name : List.of("distribution.xml", "war.xml")) {
            Document assembly = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Path.of("src/main/assembly", name).toFile());
            assertThat(xpath.evaluate("count(//file) + count(//fileSet)", assembly))
                    .isNotEqualTo("0");
            assertThat(xpath.evaluate("//file[not(fileMode)]/source", assembly)).isEmpty();
            assertThat(xpath.evaluate("//*[self::fileSet or self::dependencySet][not(fileMode)]", assembly))
                    .isEmpty();
        }
    }

    @Test
    void the_program_knows_its_version() {
        assertThat(BuildInfo.VERSION).matches(VERSION + "(-SNAPSHOT)?");
    }
}
