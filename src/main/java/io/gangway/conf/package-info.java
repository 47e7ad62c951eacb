/**
 * nginx's language: text to a tree of directives with file, line and column, {@code include}, values such as sizes and times,
 * and errors in nginx's wording. The reader knows no directive by name but {@code include}; the list of all names that nginx
 * knows serves error messages only.
 */
package io.gangway.conf;
