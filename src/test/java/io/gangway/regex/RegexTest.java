package io.gangway.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RegexTest {
    /** Pattern, subject, then the whole match and the groups; "-" is a group that took no part, nothing is no match. */
    static List<Arguments> matches() {
        String[][] rows = {
            // what configurations have
            {"\\.(?:css|js|woff2?)$", "/a/b.woff2", ".woff2"},
            {"\\.(?:css|js|woff2?)$", "/a/b.woff2x"},
            {"^/api/v[0-9]+/(users/)?websocket$", "/api/v1/websocket", "/api/v1/websocket", "-"},
            {"^/api/v[0-9]+/(users/)?websocket$", "/api/v12/users/websocket", "/api/v12/users/websocket", "users/"},
            {"/\\.(?!well-known).*", "/.well-known/x"},
            {"/\\.(?!well-known).*", "/.git/x", "/.git/x"},
            {"^(?<user_name>[^@]+)@(?P<host>.+)$", "me@there", "me@there", "me", "there"},
            {"^(?'a'.)(?<b>.)", "xy", "xy", "x", "y"},
            {"^https?:\\/\\/(?:www\\.)?a\\-b\\_c\\.de$", "http://a-b_c.de", "http://a-b_c.de"},
            {"^/(config|\\.env)", "/.env", "/.env", ".env"},
            {"a|b|", "x", ""},
            // ends and beginnings
            {"a$", "a\n", "a"},
            {"a$", "a\r"},
            {"a\\z", "a\n"},
            {"a\\Z", "a\n", "a"},
            {"^b", "a\nb"},
            {"(?m)^b$", "a\nb\nc", "b"},
            {"\\Ab", "ab"},
            {"\\Ga", "ba"},
            // the dot leaves out LF only
            {"a.b", "a\rb", "a\rb"},
            {"a.b", "a\u0085b", "a\u0085b"},
            {"a.b", "a\nb"},
            {"(?s)a.b", "a\nb", "a\nb"},
            {"a\\Nb", "a\nb"},
            {"a\\Cb", "a\nb", "a\nb"},
            // classes of letters are ASCII, and blanks have their bytes
            {"\\w", "\u00e9"},
            {"\\W", "\u00e9", "\u00e9"},
            {"\\bx", "\u00e9x", "x"},
            {"a\\Bb", "ab", "ab"},
            {"\\d+", "a12", "12"},
            {"\\D+", "a12", "a"},
            {"\\s", "\u000b", "\u000b"},
            {"\\S", " \tx", "x"},
            {"\\h", "\u00a0", "\u00a0"},
            {"\\H\\V", " \nab", "\na"},
            {"\\v", "\u0085", "\u0085"},
            {"\\R", "a\r\n", "\r\n"},
            {"\\p{Lu}\\P{Lu}\\pL\\p{^L}", "aAaA1", "AaA1"},
            // classes
            {"[[:alpha:]_]+", "1ab_2", "ab_"},
            {"[[:^alpha:]]+", "ab12", "12"},
            {"[^[:space:]]+", " ab ", "ab"},
            {"[[:word:]-]+", "+a-b", "a-b"},
            {"[[:punct:]]+", "a#[]b", "#[]"},
            {"[]a]+", "x]a", "]a"},
            {"[^]a]+", "]ax", "x"},
            {"[a[b]+", "a[b", "a[b"},
            {"[a&&b]+", "x&&y", "&&"},
            {"[a-]+", "-a", "-a"},
            {"[+--]+", "*+,-.", "+,-"},
            {"[a\\-z]+", "b-", "-"},
            {"[\\w.-]+", "/a.b-c", "a.b-c"},
            {"[\\d\\]]+", "a1]", "1]"},
            {"[\\b]", "a\b", "\b"},
            {"[\\x41-\\x{43}\\104]+", "ABCDE", "ABCD"},
            {"[\\Qa-z\\E]+", "b-z", "-z"},
            {"[^a]", "\n", "\n"},
            {"[[a]+", "[[a", "[[a"},
            {"[:a]+", "b:a", ":a"},
            {"[#]+", "a#", "#"},
            {"(?xx)[a b]+", "a b", "a"},
            {"[^\\x00-\\xff]|x", "ax", "x"},
            // escapes
            {"\\x41\\x{42}\\o{103}\\0104", "ABC\b4", "ABC\b4"},
            {"\\101\\t\\e\\a\\f\\cA", "A\t\u001b\u0007\f\u0001", "A\t\u001b\u0007\f\u0001"},
            {"\\12", "\n", "\n"},
            {"a\\/b\\:c\\,d\\#\\ e\\%", "a/b:c,d# e%", "a/b:c,d# e%"},
            {"\\Qa.b*\\E+", "a.b**", "a.b**"},
            {"a\\Q*\\E", "aa*", "a*"},
            {"a\\E+", "aa", "aa"},
            {"\u00c3\u00a9+", "\u00c3\u00a9\u00a9", "\u00c3\u00a9\u00a9"},
            {"]}{", "]}{", "]}{"},
            {"a#b", "a#b", "a#b"},
            // repetition
            {"a{,2}b", "aaab", "aab"},
            {"a{ 1, 2 }", "aaa", "aa"},
            {"x{1", "x{1", "x{1"},
            {"x{a}", "x{a}", "x{a}"},
            {"a{2}", "aaa", "aa"},
            {"a+?", "aa", "a"},
            {"a++a", "aaa"},
            {"(?U)a+", "aa", "a"},
            {"(?U)a+?", "aa", "aa"},
            {"(?>a+)b", "aab", "aab"},
            {"(?>a+)a", "aaa"},
            {"(?=a)*b", "b", "b"},
            {"(?:^)*b", "ab", "b"},
            {"(?:(?i))+a", "A"},
            {"()*a", "a", "a", ""},
            {"^(a*)*ab", "ab", "ab", ""},
            {"^((a*)*|b)*ab", "aab", "aab", "", ""},
            {"^(?:(a?)*?b?)*c", "abc", "abc", "a"},
            {"(?=(a*)b)(?>(a*))b|(a*)c", "aac", "aac", "-", "-", "aa"},
            {"a*?(?>a*)b|(a*)c", "aaac", "aaac", "aaa"},
            {"(|a)+", "aa", "", ""},
            {"(a|b*)*c", "abbc", "abbc", ""},
            {"((a)|b)+", "ab", "ab", "b", "a"},
            {"(a?)*?b", "aab", "aab", "a"},
            {"(a|ab)(c|bcd)(d*)", "abcd", "abcd", "a", "bcd", ""},
            {"(a|b)*", "abab", "abab", "b"},
            {"(?:a|[0-9]|-)+", "x1-a", "1-a"},
            {"(?:a|b|)c", "bc", "bc"},
            // groups and references
            {"(a)(?:b)\\1", "aba", "aba", "a"},
            {"(?<n>a)(?P=n)\\k{n}\\k'n'\\k<n>\\g{n}", "aaaaaa", "aaaaaa", "a"},
            {"(a)(b)\\g{-1}\\g1\\g{2}", "abbab", "abbab", "a", "b"},
            {"(a)\\1" + "0", "aa0"},
            {"(a)(?n)(b)(?<c>c)", "abc", "abc", "a", "c"},
            {"(?<!a|bc)d", "bcdd", "d"},
            {"(?=(a+))a*b\\1", "baaabac", "aba", "a"},
            {"(?=(a+)b)\\w", "aab", "a", "aa"},
            {"(?!(a)b)\\w", "abac", "b", "-"},
            {"^(?!.*/admin)(.+)$", "/x/admin/y"},
            {"^(?!.*/admin)(.+)$", "/x/user", "/x/user", "/x/user"},
            {"(?>(a|ab))(c?)", "abc", "a", "a", ""},
            {"(?>a|ab)c", "abc"},
            {"(a|ab)++c", "abc"},
            {"x*+y{2}+z?+", "xxyyz", "xxyyz"},
            {"(?<=a{1,3})b", "aab", "b"},
            // options
            {"(?i)aB", "Ab", "Ab"},
            {"a(?i)b|c", "C", "C"},
            {"(a(?i)b)c", "aBC"},
            {"(?i:a)b", "AB"},
            {"(?i)[^a]", "A"},
            {"(?i)(a)\\1", "aA", "aA", "a"},
            {"(?x) a b # c\n +", "abb", "abb"},
            {"(?x)a\\ b[ ]", "a b ", "a b "},
            {"(?-i)a(?s-i:.)(?^:.)", "a\nb", "a\nb"},
            {"(?#note)a(?#note)+", "aa", "aa"},
            {"(*NO_JIT)(*LF)a", "ba", "a"},
        };
        List<Arguments> list = new ArrayList<>();
        for (String[] row : rows) {
            list.add(Arguments.of(
                    row[0], row[1], row.length == 2 ? null : List.of(row).subList(2, row.length)));
        }
        return list;
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("matches")
    void a_pattern_matches_as_in_pcre(String pattern, String subject, List<String> expected) {
        Regex regex = Regex.compile(pattern, false);
        Match match = regex.match(subject);
        if (expected == null) {
            assertThat(match).isNull();
            return;
        }
        assertThat(match).isNotNull();
        List<String> groups = new ArrayList<>();
        for (int i = 0; i <= regex.groups(); i++) {
            groups.add(match.group(i) == null ? "-" : match.group(i));
        }
        assertThat(groups).isEqualTo(expected);
    }

    static List<Arguments> errors() {
        String[][] rows = {
            {"(abc", "missing closing parenthesis in \"(abc\""},
            {"abc)", "unmatched closing parenthesis in \"abc)\""},
            {"abc)d", "unmatched closing parenthesis in \"abc)d\" at \"d\""},
            {"[abc", "missing terminating ] for character class in \"[abc\""},
            {"[[:alpha:]", "missing terminating ] for character class in \"[[:alpha:]\""},
            {"a**", "quantifier does not follow a repeatable item in \"a**\""},
            {"*a", "quantifier does not follow a repeatable item in \"*a\" at \"a\""},
            {"^*", "quantifier does not follow a repeatable item in \"^*\""},
            {"\\b+", "quantifier does not follow a repeatable item in \"\\b+\""},
            {"a{2}{3}", "quantifier does not follow a repeatable item in \"a{2}{3}\""},
            {"a+++", "quantifier does not follow a repeatable item in \"a+++\""},
            {"(?i)*", "quantifier does not follow a repeatable item in \"(?i)*\""},
            {"a|*", "quantifier does not follow a repeatable item in \"a|*\""},
            {"a{3,1}", "numbers out of order in {} quantifier in \"a{3,1}\" at \"}\""},
            {"a{70000}", "number too big in {} quantifier in \"a{70000}\" at \"}\""},
            {"\\u0041", "PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u in \"\\u0041\" at \"0041\""},
            {"\\y", "unrecognized character follows \\ in \"\\y\""},
            {"a\\", "\\ at end of pattern in \"a\\\""},
            {"\\c", "\\c at end of pattern in \"\\c\""},
            {"\\p{Foo}", "unknown property after \\P or \\p in \"\\p{Foo}\""},
            {"(a)\\2", "reference to non-existent subpattern in \"(a)\\2\""},
            {"\\8", "reference to non-existent subpattern in \"\\8\""},
            {"(?P=foo)", "reference to non-existent subpattern in \"(?P=foo)\" at \"foo)\""},
            {"\\k<foo>", "reference to non-existent subpattern in \"\\k<foo>\" at \"foo>\""},
            {
                "(?<a>x)(?<a>y)",
                "two named subpatterns have the same name (PCRE2_DUPNAMES not set) in \"(?<a>x)(?<a>y)\" at \"y)\""
            },
            {"(?<1a>x)", "subpattern name must start with a non-digit in \"(?<1a>x)\" at \"a>x)\""},
            {"(?<a-b>x)", "syntax error in subpattern name (missing terminator?) in \"(?<a-b>x)\" at \"-b>x)\""},
            {"(?<a", "syntax error in subpattern name (missing terminator?) in \"(?<a\""},
            {"(?<>x)", "subpattern name expected in \"(?<>x)\" at \">x)\""},
            {"(?z)", "unrecognized character after (? or (?- in \"(?z)\" at \")\""},
            {"(?Pz)", "unrecognized character after (?P in \"(?Pz)\" at \")\""},
            {"(?i", "missing closing parenthesis in \"(?i\""},
            {"(?#abc", "missing ) after (?# comment in \"(?#abc\""},
            {"[a-\\d]", "invalid range in character class in \"[a-\\d]\" at \"]\""},
            {"[\\d-z]", "invalid range in character class in \"[\\d-z]\" at \"z]\""},
            {"[a-[:alpha:]]", "invalid range in character class in \"[a-[:alpha:]]\" at \"]\""},
            {"[z-a]", "range out of order in character class in \"[z-a]\" at \"]\""},
            {"[[:foo:]]", "unknown POSIX class name in \"[[:foo:]]\" at \"]\""},
            {"[[.a.]]", "POSIX collating elements are not supported in \"[[.a.]]\" at \"]\""},
            {"[:alpha:]", "POSIX named classes are supported only within a class in \"[:alpha:]\""},
            {"[\\R]", "escape sequence is invalid in character class in \"[\\R]\" at \"]\""},
            {"[\\N]", "\\N is not supported in a class in \"[\\N]\" at \"]\""},
            {"\\x{100}", "character code point value in \\x{} or \\o{} is too large in \"\\x{100}\" at \"}\""},
            {"\\x{zz}", "non-hex character in \\x{} (closing brace missing?) in \"\\x{zz}\" at \"z}\""},
            {"\\xg", "digits missing after \\x or in \\x{} or \\o{} or \\N{U+} in \"\\xg\" at \"g\""},
            {"(?<=(ab|c)+)b", "length of lookbehind assertion is not limited in \"(?<=(ab|c)+)b\" at \"(?<=(ab|c)+)b\""
            },
        };
        List<Arguments> list = new ArrayList<>();
        for (String[] row : rows) {
            list.add(Arguments.of(row[0], row[1]));
        }
        return list;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("errors")
    void an_error_has_the_wording_of_nginx(String pattern, String expected) {
        assertThatThrownBy(() -> Regex.compile(pattern, false))
                .isInstanceOf(RegexException.class)
                .hasMessage("pcre2_compile() failed: " + expected);
    }

    static List<Arguments> refused() {
        return List.of(
                Arguments.of("a\\Kb", "\\K"),
                Arguments.of("\\X", "\\X"),
                Arguments.of("(?R)", "recursion"),
                Arguments.of("(a)(?1)", "recursion"),
                Arguments.of("(a)(?-1)", "recursion"),
                Arguments.of("(?<n>a)(?&n)", "recursion"),
                Arguments.of("(?<n>a)(?P>n)", "recursion"),
                Arguments.of("(a)\\g<1>", "recursion"),
                Arguments.of("(a)?(?(1)b|c)", "conditional"),
                Arguments.of("(?|(a)|(b))", "branch reset"),
                Arguments.of("(?C1)a", "callout"),
                Arguments.of("(?J)a", "duplicate names"),
                Arguments.of("(*UTF8)a", "(*UTF8)"),
                Arguments.of("(*UCP)a", "(*UCP)"),
                Arguments.of("a(*FAIL)", "(*VERB)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void the_error_for_an_unsupported_feature_names_it(String pattern, String feature) {
        assertThatThrownBy(() -> Regex.compile(pattern, false))
                .isInstanceOf(RegexException.class)
                .hasMessageContaining("not supported by Gangway")
                .hasMessageContaining(feature)
                .hasMessageContaining("in \"" + pattern + "\"");
    }

    @Test
    void names_of_groups_keep_underscores_and_order() {
        Regex regex = Regex.compile("^(?<z_last>.)(.)(?P<a_first>.)$", false);
        assertThat(regex.names()).containsExactly("z_last", "a_first");
        assertThat(regex.groups()).isEqualTo(3);
        Match match = regex.match("xyz");
        assertThat(match.group("z_last")).isEqualTo("x");
        assertThat(match.group("a_first")).isEqualTo("z");
        assertThat(match.group("none")).isNull();
        assertThat(match.group(4)).isNull();
        assertThat(match.start(3)).isEqualTo(2);
    }

    @Test
    void case_is_folded_for_ascii_only() {
        assertThat(Regex.compile("^/IMG-[a-f]$", true).match("/img-C")).isNotNull();
        assertThat(Regex.compile("^\u00e9$", true).match("\u00c9")).isNull();
        assertThat(Regex.compile("^(?-i)a$", true).match("A")).isNull();
        assertThat(Regex.compile("^k$", true).match("\u212a")).isNull();
    }

    @Test
    void a_repeated_alternation_matches_a_long_subject() {
        String subject = "ab".repeat(8192);
        // With a lookbehind it is matched by java.util.regex.
        for (String behind : List.of("", "(?<!x)")) {
            assertThat(Regex.compile("^" + behind + "(a|b)*$", false)
                            .match(subject)
                            .group(0))
                    .hasSize(16384);
            assertThat(Regex.compile("^" + behind + "(?:a|(b))*$", false)
                            .match(subject)
                            .group(0))
                    .hasSize(16384);
            assertThat(Regex.compile("^" + behind + "(ab|cd)*$", false)
                            .match(subject)
                            .group(1))
                    .isEqualTo("ab");
            assertThat(Regex.compile("^" + behind + "(.|\\n)*?$", false)
                            .match(subject)
                            .group(0))
                    .hasSize(16384);
        }
    }

    @Test
    void catastrophic_backtracking_ends_with_a_limit() {
        String subject = "a".repeat(1000);
        assertThatThrownBy(() -> Regex.compile("^(.*)(.*)(.*)(.*)\\1!$", false).match(subject))
                .isInstanceOf(RegexLimitException.class)
                .hasMessage("pcre2_match() failed: -47 on \"" + subject + "\" using \"^(.*)(.*)(.*)(.*)\\1!$\"");
    }

    @Test
    void too_deep_recursion_ends_with_a_limit() {
        String subject = "ab".repeat(4 << 20);
        assertThatThrownBy(() -> Regex.compile("^(?<!x)(ab|cd)*$", false).match(subject))
                .isInstanceOf(RegexLimitException.class);
    }

    @Test
    void deep_nesting_is_refused_as_in_pcre() {
        String pattern = "(".repeat(300) + ")".repeat(300);
        assertThatThrownBy(() -> Regex.compile(pattern, false))
                .isInstanceOf(RegexException.class)
                .hasMessageContaining("parentheses are too deeply nested");
    }
}
