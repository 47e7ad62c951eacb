/**
 * nginx's language: text to a tree of directives with file, line and column, {@code include}, and errors in nginx's
 * wording. This room knows no directive by name but {@code include}.
 */
package io.gangway.conf;
