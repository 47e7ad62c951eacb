/** A handler for a Jetty server of somebody else's: it takes whole connections, so that nothing of nginx's behaviour is lost. */
package io.gangway.jetty;
