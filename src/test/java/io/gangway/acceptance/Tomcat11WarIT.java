package io.gangway.acceptance;

/** The WAR in Tomcat 11. */
class Tomcat11WarIT extends WarContract {
    Tomcat11WarIT() {
        super(ServletContainer.Kind.TOMCAT_11);
    }
}
