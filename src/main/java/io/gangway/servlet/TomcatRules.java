package io.gangway.servlet;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** What Tomcat's connectors refuse, relaxed by JMX for all applications of the server. */
final class TomcatRules {
    private final List<String> refused = new ArrayList<>(
            List.of("targets with %00, with a broken %, with characters that Tomcat's relaxedPathChars does not name"));

    void relax() {
        set("Connector", "encodedSolidusHandling", "passthrough", "targets with %2F");
        set("Connector", "encodedReverseSolidusHandling", "passthrough", "targets with %5C");
        set("ProtocolHandler", "allowBackslash", true, "targets with a backslash");
        set("ProtocolHandler", "continueResponseTiming", "onRead", null);
    }

    private void set(String type, String name, Object value, String otherwise) {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        try {
            boolean all = true;
            for (ObjectName bean : beans.queryNames(new ObjectName("*:type=" + type + ",*"), null)) {
                all &= set(beans, bean, new Attribute(name, value));
            }
            if (!all && otherwise != null) {
                refused.add(otherwise);
            }
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(type, e);
        }
    }

    private static boolean set(MBeanServer beans, ObjectName bean, Attribute attribute) {
        try {
            beans.setAttribute(bean, attribute);
            return true;
        } catch (JMException | RuntimeException e) {
            // This version of Tomcat has it elsewhere or not at all.
            return false;
        }
    }

    List<String> refused() {
        return refused;
    }
}
