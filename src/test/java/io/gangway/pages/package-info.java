/**
 * Runs the commands of the documentation unchanged, one after another. Commands are fenced as {@code sh};
 * {@link io.gangway.pages.Page} reads them and {@link io.gangway.pages.Walk} runs them.
 */
package io.gangway.pages;
