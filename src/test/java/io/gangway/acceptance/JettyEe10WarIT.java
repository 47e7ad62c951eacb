package io.gangway.acceptance;

/** The WAR in Jetty 12.1, environment ee10. */
class JettyEe10WarIT extends WarContract {
    JettyEe10WarIT() {
        super(ServletContainer.Kind.JETTY_EE10);
    }
}
