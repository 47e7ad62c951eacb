/** What a rule is, and the configuration as rules see it: a tree of directives with nginx's inheritance and locations. */
package io.gangway.lint.rule;
