/** Adds the responses of other URIs before and after a response: {@code add_before_body}, {@code add_after_body}. */
package io.gangway.addition;
