package io.gangway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms stand on one another without circles. A room that is not in {@link #FLOORS} is a feature room. */
class LayersTest {
    private static final String BASE = "io.gangway";

    /** Lowest first. A room knows the rooms of lower floors only; the feature rooms stand on the floor of {@code *}. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("conf", "regex", "http"),
            Set.of("core"),
            Set.of("dns"),
            Set.of("upstream"),
            Set.of("*"),
            Set.of("server"),
            Set.of("console", "servlet", "jetty"),
            Set.of(""),
            Set.of("demo", "dev"),
            Set.of("cli"));

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void rooms_have_no_circles() {
        slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void a_room_knows_only_rooms_of_lower_floors() {
        List<String> wrong = MAIN.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> isOurs(dependency.getTargetClass()))
                .filter(dependency -> !isAllowed(dependency.getOriginClass(), dependency.getTargetClass()))
                .map(dependency -> dependency.getDescription())
                .distinct()
                .toList();

        assertThat(wrong).isEmpty();
    }

    @Test
    void feature_rooms_do_not_know_one_another() {
        // the floor rule forbids two rooms of one floor; this says that there is one floor of features
        assertThat(floor("files")).isEqualTo(floor("proxy")).isEqualTo(floor("a_room_to_come"));
        assertThat(allowed("files", "proxy")).isFalse();
        assertThat(allowed("proxy", "upstream")).isTrue();
        assertThat(allowed("core", "proxy")).isFalse();
        assertThat(allowed("conf", "http")).isFalse();
    }

    @Test
    void only_the_rooms_that_talk_to_jetty_server_know_it() {
        noClasses()
                .that(areInRooms("conf", "regex", "http", "core", "cli"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jetty.server..", "jakarta..")
                .check(MAIN);
    }

    @Test
    void no_class_is_named_after_nothing() {
        assertThat(MAIN.stream()
                        .map(JavaClass::getSimpleName)
                        .filter(name -> name.matches(".*(Util|Utils|Helper|Manager|Impl)"))
                        .toList())
                .isEmpty();
    }

    @Test
    void every_package_says_what_it_is_for() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            Set<Path> directories = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("module-info.java"))
                    .map(Path::getParent)
                    .collect(Collectors.toSet());

            assertThat(directories)
                    .isNotEmpty()
                    .allSatisfy(directory -> assertThat(directory.resolve("package-info.java"))
                            .content()
                            .contains("/**"));
        }
    }

    private static DescribedPredicate<JavaClass> areInRooms(String... rooms) {
        return DescribedPredicate.describe(
                "are in " + List.of(rooms), type -> List.of(rooms).contains(room(type)));
    }

    private static boolean isOurs(JavaClass type) {
        JavaClass element = type.getBaseComponentType();
        return element.getPackageName().equals(BASE) || element.getPackageName().startsWith(BASE + ".");
    }

    private static boolean isAllowed(JavaClass from, JavaClass to) {
        return allowed(room(from), room(to));
    }

    private static boolean allowed(String from, String to) {
        return from.equals(to) || floor(to) < floor(from);
    }

    /** The part of the package's name after the base; empty for the base itself. */
    private static String room(JavaClass type) {
        String below = type.getBaseComponentType().getPackageName().substring(BASE.length());
        return below.isEmpty() ? "" : below.substring(1).split("\\.")[0];
    }

    private static int floor(String room) {
        int features = 0;
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(room)) {
                return floor;
            }
            if (FLOORS.get(floor).contains("*")) {
                features = floor;
            }
        }
        return features;
    }
}
