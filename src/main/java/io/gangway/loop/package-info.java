/**
 * Event loops on Jetty's selectors: timers, connections and their buffers. An exchange and all its connections live on
 * one loop.
 */
package io.gangway.loop;
