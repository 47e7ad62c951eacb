/** The rules that are not about WebSocket, one class each. */
package io.gangway.lint.classic;
