#include "histogram.h"

#include <stdio.h>

void histogram_add(struct histogram *h, uint64_t v)
{
    unsigned i;
    if (v < 128) i = (unsigned)v;
    else {
        unsigned sh = 63u - (unsigned)__builtin_clzll(v) - 7;
        i = (sh + 1) * 128 + (unsigned)((v >> sh) - 128);
        if (i >= STEPS) i = STEPS - 1;
    }
    h->b[i]++;
    h->n++;
    h->sum += (double)v;
    if (v > h->max) h->max = v;
}

static double percentile(const struct histogram *h, double p)
{
    if (!h->n) return 0;
    uint64_t want = (uint64_t)(p * (double)h->n + 0.999999), seen = 0;
    if (want < 1) want = 1;
    for (unsigned i = 0; i < STEPS; i++) {
        seen += h->b[i];
        if (seen >= want) {
            double v;
            if (i < 128) v = i;
            else {
                unsigned sh = i / 128 - 1;
                v = (double)((uint64_t)(i % 128 + 128) << sh) + (double)(1ull << sh) / 2;
            }
            if (v > (double)h->max) v = (double)h->max;
            return v / 1000.0;
        }
    }
    return (double)h->max / 1000.0;
}

void histogram_json(const char *name, const struct histogram *h)
{
    printf(",\"%s\":{\"n\":%llu,\"mean\":%.1f,\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%.1f}",
           name, (unsigned long long)h->n, h->n ? h->sum / (double)h->n / 1000.0 : 0, percentile(h, .5), percentile(h, .9),
           percentile(h, .99), percentile(h, .999), (double)h->max / 1000.0);
}
