/**
 * Event loops on Jetty's selectors: timers, connections as bytes ({@link io.gangway.loop.Leg}), connecting, buffers,
 * offloaded tasks, and the limits of connections and memory. An exchange and all its connections live on one {@link
 * io.gangway.loop.EventLoop}.
 */
package io.gangway.loop;
