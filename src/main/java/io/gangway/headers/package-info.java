/** Fields that the configuration adds to answers: {@code add_header}, {@code add_trailer}, {@code expires}. */
package io.gangway.headers;
