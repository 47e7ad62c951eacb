package io.gangway.pages;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The transitive dependencies of an artifact in a build, without optional, provided and test dependencies. They are
 * looked up among the jars of this test's class path, with their poms next to them.
 */
public final class Published {
    private final Map<String, Path> jars = new TreeMap<>();

    private Published() {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (entry.endsWith(".jar") && jar.getNameCount() > 3) {
                jars.putIfAbsent(jar.getParent().getParent().getFileName().toString(), jar);
            }
        }
    }

    /** The dependencies of Gangway, without its own jar. */
    public static Set<Path> dependencies() {
        Published published = new Published();
        Set<Path> found = new LinkedHashSet<>();
        published.follow(Path.of("pom.xml"), found);
        return found;
    }

    /** A dependency of the tests with its own dependencies. */
    static Set<Path> of(String... artifactIds) {
        Published published = new Published();
        Set<Path> found = new LinkedHashSet<>();
        for (String artifactId : artifactIds) {
            published.add(artifactId, found);
        }
        return found;
    }

    /** A class path of Gangway's compiled classes, its dependencies, and more. */
    @SafeVarargs
    public static String classPath(Set<Path>... more) {
        Set<Path> all = new LinkedHashSet<>();
        all.add(classes("/io/gangway/Gangway.class"));
        all.addAll(dependencies());
        Arrays.stream(more).forEach(all::addAll);
        return all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** The directory or jar that a class comes from. */
    static Path classes(String resource) {
        String url = Published.class.getResource(resource).toString();
        return Path.of(url.substring("file:".length(), url.length() - resource.length()));
    }

    private void follow(Path pom, Set<Path> found) {
        for (Element dependency : dependencies(pom)) {
            String scope = text(dependency, "scope", "compile");
            boolean published = (scope.equals("compile") || scope.equals("runtime"))
                    && !text(dependency, "optional", "false").equals("true");
            if (published) {
                add(text(dependency, "artifactId", ""), found);
            }
        }
    }

    private void add(String artifactId, Set<Path> found) {
        Path jar = jars.get(artifactId);
        if (jar == null) {
            throw new IllegalStateException(artifactId + " is not on the class path of this test");
        }
        if (found.add(jar)) {
            follow(Path.of(jar.toString().replaceFirst("\\.jar$", ".pom")), found);
        }
    }

    private static List<Element> dependencies(Path pom) {
        Element project = read(pom);
        return children(project, "dependencies").stream()
                .flatMap(all -> children(all, "dependency").stream())
                .toList();
    }

    private static Element read(Path pom) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return factory.newDocumentBuilder().parse(Files.newInputStream(pom)).getDocumentElement();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(pom + ": " + e.getMessage(), e);
        }
    }

    private static List<Element> children(Element parent, String name) {
        NodeList all = parent.getChildNodes();
        return IntStream.range(0, all.getLength())
                .mapToObj(all::item)
                .filter(node -> node.getNodeName().equals(name))
                .map(Element.class::cast)
                .toList();
    }

    private static String text(Element parent, String name, String otherwise) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? otherwise : found.get(0).getTextContent().strip();
    }
}
