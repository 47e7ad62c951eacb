package io.gangway.cluster;

import java.io.DataInput;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCP;

/** The TCP transport of JGroups, which accepts only {@link PlainMessages}. */
final class PlainTcp extends TCP {
    PlainTcp() {
        // The header of the transport has the number of its class.
        setId(ClassConfigurator.getProtocolId(TCP.class));
    }

    @Override
    protected void handleMessageBatch(DataInput in, boolean multicast) {
        PlainMessages.read(() -> super.handleMessageBatch(in, multicast));
    }

    @Override
    protected void handleSingleMessage(DataInput in, boolean multicast) {
        PlainMessages.read(() -> super.handleSingleMessage(in, multicast));
    }
}
