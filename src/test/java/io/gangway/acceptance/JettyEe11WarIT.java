package io.gangway.acceptance;

/** The WAR in Jetty 12.1, environment ee11. */
class JettyEe11WarIT extends WarContract {
    JettyEe11WarIT() {
        super(ServletContainer.Kind.JETTY_EE11);
    }
}
