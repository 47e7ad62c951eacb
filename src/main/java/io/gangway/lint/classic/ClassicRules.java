package io.gangway.lint.classic;

import io.gangway.lint.rule.LintRule;
import java.util.List;

/** The rules of this package. */
public final class ClassicRules {
    private static final List<LintRule> ALL = List.of(
            new AddHeaderRedefinition(),
            new AliasInRegexLocation(),
            new AliasTraversal(),
            new AllowWithoutDeny(),
            new CorsCredentials(),
            new DefaultServer(),
            new ErrorLogOff(),
            new GrpcWithoutHttp2(),
            new HashWithoutDefault(),
            new HostSpoofing(),
            new Http2UpstreamKeepalive(),
            new Http2UpstreamName(),
            new Http2WithoutTls(),
            new HttpSplitting(),
            new IfIsEvil(),
            new LimitKeySpoofing(),
            new ListenWithoutSsl(),
            new Origins(),
            new OverlappingCaptures(),
            new ProxyPassMissingSlash(),
            new ProxyPassNormalized(),
            new RealIpTrustsAll(),
            new RegexRedos(),
            new ReturnBypassesAccess(),
            new ServerNameNeverMatches(),
            new Ssrf(),
            new StaleDns(),
            new StatusPageExposed(),
            new UnanchoredRegex(),
            new UndefinedCapture(),
            new UnreachableAccessRule(),
            new ValidReferers(),
            new WeakTls());

    private ClassicRules() {}

    /** All of them. */
    public static List<LintRule> all() {
        return ALL;
    }
}
