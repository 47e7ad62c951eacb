/** The programs that the pages in {@code docs} show, as they run. {@code PagesTest} holds both together. */
package io.gangway.examples;
