package io.gangway.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/**
 * A DNS server on a loopback port, UDP and TCP, with scripted responses, that records each question. All other names do
 * not exist (NXDOMAIN).
 */
public final class ScriptedDns implements AutoCloseable {
    private static final int A = 1;
    private static final int CNAME = 5;
    private static final int AAAA = 28;
    private static final int SRV = 33;
    private static final int NOT_FOUND = 3;

    /** The response for a name: records or an RCODE; null records for no response. */
    private record Entry(int code, List<String> records) {}

    private final DatagramSocket socket;
    private final ServerSocket listener;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final List<Integer> ports = new CopyOnWriteArrayList<>();
    private final List<Integer> ids = new CopyOnWriteArrayList<>();
    private final List<Exception> failures = new CopyOnWriteArrayList<>();
    private final Semaphore gate = new Semaphore(1);
    private volatile int ttl = 3600;
    private volatile boolean truncate;

    private ScriptedDns() throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), FreePorts.next());
        socket = new DatagramSocket(address);
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(address);
        daemon("dns-udp", this::datagrams);
        daemon("dns-tcp", this::connections);
    }

    /** Listens on a free port. */
    public static ScriptedDns start() throws IOException {
        return new ScriptedDns();
    }

    /** {@code 127.0.0.1:PORT}, as {@code resolver} takes it. */
    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /**
     * Sets the records of a name: addresses, {@code CNAME other} or {@code SRV priority weight port target}. A name followed by {@code A} or {@code AAAA} sets
     * only those for that question type.
     */
    public ScriptedDns records(String name, String... records) {
        entries.put(name, new Entry(0, List.of(records)));
        return this;
    }

    /** Responds to questions for the name with this RCODE. */
    public ScriptedDns rcode(String name, int code) {
        entries.put(name, new Entry(code, List.of()));
        return this;
    }

    /** Does not respond to questions for the name. */
    public ScriptedDns noResponse(String name) {
        entries.put(name, new Entry(0, null));
        return this;
    }

    /** Sets the TTL of all records, in seconds; an hour by default. */
    public ScriptedDns ttl(int seconds) {
        ttl = seconds;
        return this;
    }

    /** Truncates every response over UDP. */
    public ScriptedDns truncate() {
        truncate = true;
        return this;
    }

    /** Holds all responses back until {@link #releaseResponses}. */
    public void holdResponses() {
        gate.acquireUninterruptibly();
    }

    public void releaseResponses() {
        gate.release();
    }

    /** All questions so far: {@code gateway A}, {@code gateway AAAA tcp}. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    /** The names for which a response over UDP has been sent. */
    public Set<String> answered() {
        return Set.copyOf(answered);
    }

    /** The source port of each question over UDP. */
    public List<Integer> ports() {
        return List.copyOf(ports);
    }

    /** The ID of each question. */
    public List<Integer> ids() {
        return List.copyOf(ids);
    }

    /** The I/O errors of this server. */
    public List<Exception> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        listener.close();
    }

    private void datagrams() {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                ports.add(packet.getPort());
                byte[] response = response(Arrays.copyOf(buffer, packet.getLength()), false);
                if (response != null) {
                    socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
                    answered.add(readName(ByteBuffer.wrap(response).position(12)));
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    failures.add(e);
                }
            }
        }
    }

    private void connections() {
        while (!listener.isClosed()) {
            try (Socket connection = listener.accept()) {
                DataInputStream in = new DataInputStream(connection.getInputStream());
                byte[] response = response(in.readNBytes(in.readUnsignedShort()), true);
                if (response != null) {
                    DataOutputStream out = new DataOutputStream(connection.getOutputStream());
                    out.writeShort(response.length);
                    out.write(response);
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    failures.add(e);
                }
            }
        }
    }

    private byte[] response(byte[] query, boolean tcp) throws IOException {
        ByteBuffer question = ByteBuffer.wrap(query).position(12);
        ids.add(question.getShort(0) & 0xffff);
        String name = readName(question);
        int type = question.getShort();
        int end = question.position() + 2;
        String kind = type == SRV ? " SRV" : type == A ? " A" : " AAAA";
        questions.add(name + kind + (tcp ? " tcp" : ""));
        gate.acquireUninterruptibly();
        gate.release();
        Entry entry = entries.getOrDefault(name, new Entry(NOT_FOUND, List.of()));
        entry = entries.getOrDefault(name + kind, entry);
        if (entry.records == null) {
            return null;
        }
        List<String> fitting =
                entry.records.stream().filter(record -> type(record, type)).toList();
        boolean cut = truncate && !tcp;
        ByteBuffer response = ByteBuffer.allocate(8192);
        response.put(query, 0, 2).putShort((short) (0x8180 | entry.code | (cut ? 0x0200 : 0)));
        response.putShort((short) 1)
                .putShort((short) (cut ? 0 : fitting.size()))
                .putInt(0);
        response.put(query, 12, end - 12);
        for (String record : cut ? List.<String>of() : fitting) {
            write(response, record);
        }
        return Arrays.copyOf(response.array(), response.position());
    }

    private static boolean type(String record, int type) {
        boolean service = record.startsWith("SRV ");
        return record.startsWith("CNAME ")
                || service && type == SRV
                || !service && type == (record.contains(":") ? AAAA : A);
    }

    private void write(ByteBuffer response, String record) throws IOException {
        response.putShort((short) 0xc00c);
        if (record.startsWith("CNAME ")) {
            String alias = record.substring(6);
            response.putShort((short) CNAME).putShort((short) 1).putInt(ttl).putShort((short) (alias.length() + 2));
            writeName(response, alias);
        } else if (record.startsWith("SRV ")) {
            String[] words = record.split(" ");
            response.putShort((short) SRV).putShort((short) 1).putInt(ttl);
            response.putShort((short) (6 + words[4].length() + 2));
            for (int i = 1; i <= 3; i++) {
                response.putShort((short) Integer.parseInt(words[i]));
            }
            writeName(response, words[4]);
        } else {
            byte[] address = InetAddress.getByName(record).getAddress();
            response.putShort((short) (address.length == 4 ? A : AAAA)).putShort((short) 1);
            response.putInt(ttl).putShort((short) address.length).put(address);
        }
    }

    private static void writeName(ByteBuffer response, String name) {
        for (String label : name.split("\\.")) {
            response.put((byte) label.length()).put(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        response.put((byte) 0);
    }

    private static String readName(ByteBuffer from) {
        StringBuilder name = new StringBuilder();
        for (int length = from.get(); length != 0; length = from.get()) {
            byte[] label = new byte[length];
            from.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
        }
        return name.toString();
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
