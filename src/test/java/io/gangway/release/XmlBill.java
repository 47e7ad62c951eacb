package io.gangway.release;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The bill of materials of one file in XML, made of the bill of everything. */
final class XmlBill {
    private XmlBill() {}

    /** The bill of a file, with more components that the build does not know as dependencies. */
    static String of(Path all, Described file, List<Map<String, Object>> more) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(all.toFile());
        removeBlankText(document);
        Element bom = document.getDocumentElement();
        bom.setAttribute("serialNumber", file.serialNumber());
        Element metadata = child(bom, "metadata");
        Element root = child(metadata, "component");
        String rootRef = root.getAttribute("bom-ref");
        root.setAttribute("type", "application");
        root.setAttribute("bom-ref", file.ref());
        child(root, "name").setTextContent(file.name());
        root.removeChild(child(root, "purl"));
        metadata.removeChild(child(metadata, "properties"));
        Element components = child(bom, "components");
        keep(
                components,
                component -> file.inside().contains(child(component, "purl").getTextContent()));
        more.forEach(each -> components.appendChild(component(document, each)));
        Element dependencies = child(bom, "dependencies");
        keep(
                dependencies,
                dependency -> dependency.getAttribute("ref").equals(rootRef)
                        || file.inside().contains(dependency.getAttribute("ref")));
        for (Element dependency : children(dependencies)) {
            keep(dependency, on -> file.inside().contains(on.getAttribute("ref")));
            if (dependency.getAttribute("ref").equals(rootRef)) {
                dependency.setAttribute("ref", file.ref());
            }
        }
        return text(document);
    }

    /** Names and texts only; {@code type} and {@code bom-ref} are attributes. */
    private static Element component(Document document, Map<String, Object> values) {
        Element component = document.createElement("component");
        values.forEach((name, value) -> {
            if (name.equals("type") || name.equals("bom-ref")) {
                component.setAttribute(name, value.toString());
            } else {
                component.appendChild(document.createElement(name)).setTextContent(value.toString());
            }
        });
        return component;
    }

    private static String text(Document document) throws Exception {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.INDENT, "yes");
        transformer.setOutputProperty("{http://xml.apache.org/xslt}indent-amount", "2");
        document.setXmlStandalone(true);
        StringWriter out = new StringWriter();
        transformer.transform(new DOMSource(document), new StreamResult(out));
        return out.toString();
    }

    private static void keep(Element parent, Predicate<Element> wanted) {
        children(parent).stream().filter(wanted.negate()).forEach(parent::removeChild);
    }

    private static Element child(Element parent, String name) {
        return children(parent).stream()
                .filter(child -> child.getTagName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static void removeBlankText(Node parent) {
        for (Node node = parent.getFirstChild(), next; node != null; node = next) {
            next = node.getNextSibling();
            if (node.getNodeType() == Node.TEXT_NODE && node.getTextContent().isBlank()) {
                parent.removeChild(node);
            } else {
                removeBlankText(node);
            }
        }
    }
}
