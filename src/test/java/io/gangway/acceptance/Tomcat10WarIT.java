package io.gangway.acceptance;

/** The WAR in Tomcat 10.1. */
class Tomcat10WarIT extends WarContract {
    Tomcat10WarIT() {
        super(ServletContainer.Kind.TOMCAT_10);
    }
}
