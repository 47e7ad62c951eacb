package io.gangway.cli;

import java.io.PrintStream;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Prints Jetty's warnings and errors to stderr, one line each. Used by the program and the WAR only: an application
 * that embeds Gangway has its own logging. Jetty's own logging would start JMX, which takes a fifth of the start-up
 * time.
 */
public final class JettyLogging implements SLF4JServiceProvider {
    private final ILoggerFactory loggers = Line::new;
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new BasicMDCAdapter();

    /** For SLF4J, which creates it by its name. */
    public JettyLogging() {}

    /** Makes SLF4J use this provider. Must be called before the first logger is created. */
    static void choose() {
        System.setProperty("slf4j.internal.verbosity", "WARN");
        // https://github.com/jetty/jetty.project/issues/4830 made the loggers of jetty-slf4j-impl MBeans.
        // Jetty's own logging can be used when they are MBeans only on demand.
        System.setProperty("slf4j.provider", JettyLogging.class.getName());
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}

    private static final class Line extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        Line(String name) {
            this.name = name;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String pattern, Object[] arguments, Throwable cause) {
            PrintStream err = System.err;
            String text = MessageFormatter.basicArrayFormat(pattern, arguments);
            String kind = level == Level.WARN ? "warn" : "error";
            err.println("gangway: [" + kind + "] " + text + (cause == null ? "" : ": " + cause));
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return false;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
