package io.gangway.report;

/**
 * The documentation of a rule.
 *
 * @param name its name in reports and ignore comments
 * @param severity of its findings
 * @param summary what it finds: one sentence without a final dot
 * @param reason what goes wrong, in a few sentences
 * @param remedy what to do instead, in one or two sentences
 */
public record RuleText(String name, Severity severity, String summary, String reason, String remedy) {}
