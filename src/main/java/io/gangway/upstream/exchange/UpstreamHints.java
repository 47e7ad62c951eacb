package io.gangway.upstream.exchange;

import io.gangway.core.EarlyHints;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.http.Fields;

/**
 * Passes the early hints (103, RFC 8297) of one attempt on to the client. As in nginx, all of them together are as long
 * as a response head may be; what exceeds that is skipped. Confined to its loop.
 */
public final class UpstreamHints {
    private static final int STATUS = 103;

    private final PassSettings settings;
    private final Exchange x;
    private final UpstreamLog log;
    private long received;
    private boolean reported;

    /** Creates the hints of one attempt, none of which has been received. */
    public UpstreamHints(PassSettings settings, Exchange x, UpstreamLog log) {
        this.settings = settings;
        this.x = x;
        this.log = log;
    }

    /**
     * An interim head (1xx) was received; others than 103 are skipped.
     *
     * @param size bytes of the head
     */
    public void interim(int status, Fields fields, int size) {
        if (status == STATUS) {
            hint(fields, size);
        }
    }

    private void hint(Fields fields, int size) {
        received += size;
        if (received > settings.headSize()) {
            if (!reported) {
                reported = true;
                log.write(
                        LogLevel.INFO, "upstream sent too big early hints while reading response header from upstream");
            }
        } else if (!x.isEnded() && EarlyHints.passes(x)) {
            Fields passed = passed(fields);
            if (passed.size() > 0) {
                x.stream().interim(STATUS, passed);
            }
        }
    }

    private Fields passed(Fields fields) {
        Fields.Builder passed = Fields.builder();
        fields.forEach(field -> {
            if (!settings.responses.isHidden(field.name()) && !FieldNames.OF_MESSAGE.contains(field.name())) {
                passed.add(field.name(), field.value());
            }
        });
        return passed.build();
    }
}
