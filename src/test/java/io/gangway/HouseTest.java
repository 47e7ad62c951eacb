package io.gangway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that keep packages small and names clear. The numbers are ratchets: they may only decrease. */
class HouseTest {
    private static final int MAX_TYPES = 60;
    private static final int MAX_KNOT = 30;
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.gangway");

    @Test
    void a_package_has_few_types() {
        assertThat(Knots.of(CLASSES).types())
                .isNotEmpty()
                .allSatisfy((name, types) -> assertThat(types).as(name).isLessThanOrEqualTo(MAX_TYPES));
    }

    @Test
    void few_types_of_a_package_all_reach_one_another() {
        assertThat(Knots.of(CLASSES).largest())
                .isNotEmpty()
                .allSatisfy((name, knot) -> assertThat(knot).as(name).isLessThanOrEqualTo(MAX_KNOT));
    }

    @Test
    void a_simple_name_is_used_once() {
        assertThat(topLevel()
                        .collect(Collectors.groupingBy(JavaClass::getSimpleName, Collectors.counting()))
                        .entrySet())
                .isNotEmpty()
                .allSatisfy(
                        name -> assertThat(name.getValue()).as(name.getKey()).isEqualTo(1));
    }

    @Test
    void every_throwable_is_named_exception() {
        assertThat(CLASSES.stream()
                        .filter(type -> type.isAssignableTo(Throwable.class))
                        .map(JavaClass::getSimpleName))
                .isNotEmpty()
                .allMatch(name -> name.endsWith("Exception"));
    }

    @Test
    void no_class_has_a_name_without_meaning() {
        assertThat(namesLike(".*(Util|Utils|Helper|Manager|Impl)"))
                .filteredOn(name -> !name.endsWith("KeyManager") && !name.endsWith("TrustManager")) // JSSE's word
                .isEmpty();
    }

    @Test
    void retired_words_are_not_used() {
        String words = "Door|Doorstep|Course|Place|Drawing|Answer|Folder|Gate|Guest";

        assertThat(namesLike("([A-Z]\\w*)?(" + words + ")s?([A-Z0-9]\\w*)?")).isEmpty();
    }

    @Test
    void every_package_is_documented() throws IOException {
        assertThat(packages())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(MAIN.resolve(name).resolve("package-info.java"))
                        .content()
                        .contains("/**"));
    }

    @Test
    void every_package_has_tests() throws IOException {
        assertThat(packages())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(TESTS.resolve(name)).isDirectoryContaining(HouseTest::isTest));
    }

    private static boolean isTest(Path file) {
        return file.toString().matches(".*(Test|IT)\\.java");
    }

    private static Set<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("module-info.java"))
                    .map(file -> MAIN.relativize(file.getParent()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<String> namesLike(String pattern) {
        return CLASSES.stream()
                .map(JavaClass::getSimpleName)
                .filter(name -> name.matches(pattern))
                .toList();
    }

    private static Stream<JavaClass> topLevel() {
        return CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"));
    }
}
