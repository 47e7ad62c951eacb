/**
 * The commands that pages show, run as they stand there, one after the other. What a page fences as {@code sh} is run; {@link
 * io.gangway.pages.Page} reads it and {@link io.gangway.pages.Walk} runs it.
 */
package io.gangway.pages;
