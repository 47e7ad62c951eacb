/** The rules about WebSocket, one class each. */
package io.gangway.lint.websocket;
