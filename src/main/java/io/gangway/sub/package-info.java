/** Replaces strings in response bodies: {@code sub_filter}. */
package io.gangway.sub;
