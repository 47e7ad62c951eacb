/**
 * Event loops on Jetty's selectors: timers, connections and the buffers that a loop lends.
 */
package io.gangway.loop;
