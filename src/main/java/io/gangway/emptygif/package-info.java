/** {@code empty_gif}: one transparent pixel. */
package io.gangway.emptygif;
