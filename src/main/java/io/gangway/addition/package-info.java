/** Other uris' answers before and behind an answer: {@code add_before_body}, {@code add_after_body}. */
package io.gangway.addition;
