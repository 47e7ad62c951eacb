/**
 * The WAR: serves requests of a servlet container with the same configuration. The container reads requests and writes
 * responses; exchanges, upstream connections and tunnels run on the event loops of an engine that does not listen on
 * any port.
 */
package io.gangway.servlet;
