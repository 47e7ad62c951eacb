/** Records the messages of a tunnel for those who look at it: {@code websocket_inspect}. */
package io.gangway.websocket.inspect;
