package io.gangway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Packages have no cyclic dependencies. A package that is not in {@link #FLOORS} is a feature. */
class LayersTest {
    private static final String BASE = "io.gangway";
    private static final String FEATURES = "*";

    /** Lowest first. A package knows only packages of lower floors; features are on the floor of {@code *}. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("conf"),
            Set.of("regex"),
            Set.of("http", "http2.frame"),
            Set.of("net"),
            Set.of("errorlog", "metrics"),
            Set.of("explain"),
            Set.of("loop"),
            Set.of("content"),
            Set.of("http2.stream"),
            Set.of("exchange"),
            Set.of("config"),
            Set.of("core"),
            Set.of("dns", "cache"),
            Set.of("upstream"),
            Set.of("upstream.http2"),
            Set.of("upstream.cache"),
            Set.of("upstream.exchange", "upstream.sticky"),
            Set.of("upstream.health"),
            Set.of("upstream.gateway", "upstream.http2.request"),
            Set.of("tls.openssl", "websocket.frame"),
            Set.of("tls.pem", "websocket.bridge", "websocket.inspect"),
            Set.of(FEATURES),
            Set.of("server.connection"),
            Set.of("server.http1", "server.http2"),
            Set.of("server"),
            Set.of("cluster"),
            Set.of("prometheus", "explainer", "report"),
            Set.of("admin", "lint.rule"),
            Set.of("console", "lint.classic", "lint.websocket"),
            Set.of("api", "lint", "check"),
            Set.of("servlet", "jetty"),
            Set.of(""),
            Set.of("dev", "demo", "control"),
            Set.of("cli"),
            Set.of("cli.manual"));

    /** Inner packages that both legs use. */
    private static final Set<String> SHARED = Set.of("http2.frame", "http2.stream");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void packages_have_no_cycles() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void a_package_knows_only_packages_of_lower_floors() {
        assertThat(wrong(LayersTest::goesUp)).isEmpty();
    }

    @Test
    void a_feature_does_not_know_the_inner_packages_of_another() {
        assertThat(wrong(LayersTest::entersFromOutside)).isEmpty();
    }

    @Test
    void every_floor_names_packages_that_exist() {
        Set<String> packages = packages();

        assertThat(FLOORS.stream().flatMap(Set::stream).filter(name -> !name.equals(FEATURES)))
                .allSatisfy(name -> assertThat(packages).contains(name));
    }

    @Test
    void only_server_packages_know_jettys_server() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        in("loop"), in("server") + "..", in("jetty"), in("servlet"), in("demo"), in("dev"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.eclipse.jetty.server..", "org.eclipse.jetty.ee10..", "org.eclipse.jetty.ee11..")
                .check(MAIN);
    }

    @Test
    void only_the_servlet_package_knows_the_servlet_api() {
        noClasses()
                .that()
                .resideOutsideOfPackage(in("servlet"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..")
                .check(MAIN);
    }

    private static List<String> wrong(BiPredicate<String, String> rule) {
        return MAIN.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> isOurs(dependency.getTargetClass()))
                .filter(dependency -> rule.test(name(dependency.getOriginClass()), name(dependency.getTargetClass())))
                .map(LayersTest::text)
                .distinct()
                .sorted()
                .toList();
    }

    private static String text(Dependency dependency) {
        return dependency.getOriginClass().getName() + " -> "
                + dependency.getTargetClass().getBaseComponentType().getName();
    }

    private static boolean goesUp(String from, String to) {
        return !from.equals(to) && floor(to) >= floor(from);
    }

    private static boolean entersFromOutside(String from, String to) {
        String outer = to.split("\\.")[0];
        return to.contains(".")
                && !SHARED.contains(to)
                && !from.split("\\.")[0].equals(outer)
                && floor(from) <= floor(outer);
    }

    private static String in(String name) {
        return BASE + "." + name;
    }

    private static Set<String> packages() {
        return MAIN.stream().map(LayersTest::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isOurs(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        return name.equals(BASE) || name.startsWith(BASE + ".");
    }

    /** The package name without the base; empty for the base itself. */
    private static String name(JavaClass type) {
        String below = type.getBaseComponentType().getPackageName().substring(BASE.length());
        return below.isEmpty() ? "" : below.substring(1);
    }

    private static int floor(String name) {
        return Stream.iterate(0, floor -> floor + 1)
                .limit(FLOORS.size())
                .filter(floor -> FLOORS.get(floor).contains(name))
                .findFirst()
                .orElseGet(() -> floor(FEATURES));
    }
}
