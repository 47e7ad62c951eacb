package io.gangway.realip;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import io.gangway.net.TrustedProxies;
import java.util.List;

/** nginx's realip module: {@code set_real_ip_from}. */
public final class RealIpModule implements Module {
    /** {@code set_real_ip_from address | CIDR | unix: | hostname}. */
    static final Directive<List<AddressSource>> FROM = Directive.list("set_real_ip_from", 1, 1, AddressSource::read)
            .syntax("address | CIDR | unix:")
            .description("Trusts this address, network or host name to tell the real address of a client.")
            .in(HTTP, SERVER, LOCATION);

    /** {@code real_ip_header field | X-Real-IP | X-Forwarded-For | proxy_protocol}. */
    static final Directive<String> HEADER = Directive.word("real_ip_header")
            .byDefault("X-Real-IP")
            .syntax("field | X-Real-IP | X-Forwarded-For | proxy_protocol")
            .description("Names the header field that holds the real address of a client; \"proxy_protocol\" takes it "
                    + "from the PROXY protocol header.")
            .in(HTTP, SERVER, LOCATION);

    /** Whether the last address that is not trusted is used, instead of the last one. */
    static final Directive<Boolean> RECURSIVE = Directive.flag("real_ip_recursive")
            .byDefault(false)
            .description("Uses the last address in the field that is not trusted, instead of the last one.")
            .in(HTTP, SERVER, LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(FROM, HEADER, RECURSIVE);
    }

    /**
     * As in nginx, the settings of the server are applied first, and those of the location only if the server's did not
     * change the address.
     */
    @Override
    public void compose(LocationBuilder location) {
        List<AddressSource> sources = location.get(FROM);
        if (!sources.isEmpty()) {
            TrustedProxies proxies = new TrustedProxies(
                    sources.stream()
                            .flatMap(addressSource -> addressSource.networks().stream())
                            .toList(),
                    sources.stream().anyMatch(AddressSource::unix));
            RealIp phase = new RealIp(proxies, location.get(HEADER), location.get(RECURSIVE));
            location.phase(Phase.POST_READ, phase);
            location.phase(Phase.PREACCESS, phase);
        }
    }
}
