package io.gangway.servlet;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** Relaxes the rules of Tomcat's connectors for request targets, by JMX, for all applications of the server. */
final class TomcatRules {
    private final List<String> refused = new ArrayList<>(List.of(
            "targets below /WEB-INF and /META-INF",
            "targets with a backslash, %00, a broken %, bytes that are not UTF-8, or characters that relaxedPathChars and"
                    + " relaxedQueryChars of the connector do not name"));

    void relax() {
        // https://github.com/spring-projects/spring-boot/issues/36578: Tomcat rejects %2F unless its connector is
        // configured to accept it. This can go when a web application can configure it.
        if (!set("encodedSolidusHandling", "passthrough")) {
            refused.add("targets with %2F");
        }
        if (!set("encodedReverseSolidusHandling", "passthrough")) {
            refused.add("targets with %5C");
        }
    }

    /** Returns false when not all connectors have the attribute. */
    private static boolean set(String name, String value) {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        try {
            boolean all = true;
            for (ObjectName bean : beans.queryNames(new ObjectName("*:type=Connector,*"), null)) {
                all &= set(beans, bean, new Attribute(name, value));
            }
            return all;
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    private static boolean set(MBeanServer beans, ObjectName bean, Attribute attribute) {
        try {
            beans.setAttribute(bean, attribute);
            return true;
        } catch (JMException | RuntimeException e) {
            // This version of Tomcat has it elsewhere, or does not have it.
            return false;
        }
    }

    List<String> refused() {
        return refused;
    }
}
