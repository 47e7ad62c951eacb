/** {@code sub_filter}: texts in answers are replaced by others. */
package io.gangway.sub;
