/** Responds with a transparent GIF of one pixel: {@code empty_gif}. */
package io.gangway.emptygif;
