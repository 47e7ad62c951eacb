package io.gangway.upstream.exchange;

import io.gangway.cache.CacheKey;
import io.gangway.conf.Levels;
import io.gangway.content.BytesProducer;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Template;
import io.gangway.explain.ExplanationRecorder;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.upstream.cache.CacheRules;

/**
 * Explains what the cache would do with a request. Its content is not looked at; the response is assumed not to be in it.
 * Belongs to its exchange.
 */
final class CacheExplanation {
    private final PassSettings settings;
    private final CacheRules rules;
    private final UpstreamRequest request;
    private final Exchange x;
    private final ExplanationRecorder explanation;
    private final Levels levels;

    CacheExplanation(PassSettings settings, UpstreamRequest request) {
        this.settings = settings;
        this.request = request;
        rules = settings.cache;
        x = request.exchange();
        explanation = x.explanation();
        levels = x.location().source().levels();
    }

    /** Records the decisions, and prepares the request for them; null if it is passed on. */
    PhaseResult run() {
        boolean purges = Template.any(rules.purge(), x);
        if (!purges && !rules.isCached(x.method())) {
            step("cache_methods", "a " + x.method() + " is passed on without the cache");
            return null;
        }
        String zone = rules.zoneName(x);
        if (zone == null) {
            step("cache", "the request is passed on without a cache");
            return null;
        }
        if (!rules.zones().containsKey(zone)) {
            step("cache", "there is no cache \"" + zone + "\"");
            return x.end(500);
        }
        CacheKey key = new CacheKey(
                rules.key() == null ? request.defaultCacheKey() : rules.key().render(x));
        step("cache_key", "in the cache \"" + zone + "\", the key of the response is \"" + key.text() + "\"");
        if (purges) {
            step("cache_purge", "removes this response from the cache: the response is 204, or 404 if it is not there");
            return x.respond(new Response(204), new BytesProducer(""));
        }
        lookUp(key);
        return null;
    }

    private void lookUp(CacheKey key) {
        if (rules.convertHead() && x.method().equals("HEAD")) {
            request.convertHead();
            step("cache_convert_head", "the backend gets GET for HEAD, so that the response can be stored");
        }
        if (Template.any(rules.bypass(), x)) {
            step("cache_bypass", "a stored response is not used");
        } else {
            explanation.assume("the response is not in the cache");
        }
        if (rules.isBeyondRange(x.head().fields().get("Range"))) {
            step("cache_max_range_offset", "the range is passed on, and the response is not stored");
            return;
        }
        request.cacheable(settings.headSize() - key.headerStart());
        if (!settings.responses.isBuffering()) {
            step("buffering", "the response is not stored, as it is passed on while it arrives");
        } else if (Template.any(rules.exclude(), x)) {
            step("no_cache", "the response is not stored");
        } else {
            step("cache", "the response is stored if its fields or its status say for how long");
        }
    }

    private void step(String directive, String text) {
        String full = settings.directives.name(directive);
        explanation.step(Topic.PROXY, levels, full, text + " (" + full + ")");
    }
}
