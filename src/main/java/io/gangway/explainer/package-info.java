/**
 * Explains requests: runs an exchange through the phases of the server with a stream that only records, on a loop that
 * opens no connection. Also the text and the JSON of an explanation.
 */
package io.gangway.explainer;
