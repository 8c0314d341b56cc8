package dev.sluice.dataplane.main;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that speaks HTTP/2 frame by frame, right or wrong, by a script. */
final class RawHttp2Backend implements AutoCloseable {
  private static final UpstreamId H2 =
      new UpstreamId(Running.BACKEND.servicePort(), Protocol.HTTP2);
  private static final int PREFACE = 24;

  /** What it does on one connection, counted from 1. */
  interface Script {
    void play(RawHttp2 peer, int connection) throws IOException;
  }

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger connections = new AtomicInteger();
  private final List<RawHttp2> open = new CopyOnWriteArrayList<>();

  RawHttp2Backend(Script script) throws IOException {
    Thread accepting =
        new Thread(
            () -> {
              try {
                while (true) {
                  accept(server.accept(), script);
                }
              } catch (IOException e) {
                // closed
              }
            });
    accepting.setDaemon(true);
    accepting.start();
  }

  private void accept(Socket socket, Script script) throws IOException {
    RawHttp2 peer = new RawHttp2(socket);
    open.add(peer);
    int connection = connections.incrementAndGet();
    Thread playing =
        new Thread(
            () -> {
              try {
                peer.input().readNBytes(PREFACE);
                script.play(peer, connection);
                peer.flush();
              } catch (IOException | RuntimeException e) {
                // the gateway has closed
              }
            });
    playing.setDaemon(true);
    playing.start();
  }

  /** How many have come. */
  int connections() {
    return connections.get();
  }

  /** Everything for a.test goes to it. */
  void serves(Running running) throws Exception {
    running.apply(
        new Endpoints(H2.servicePort(), List.of(new Endpoint("127.0.0.1", server.getLocalPort()))),
        Running.route(
            "a.test",
            Running.rule("r", Running.ANY, new Proxy(List.of(new Proxy.Backend(H2, 1, true))))));
  }

  /** The SETTINGS that come first. */
  static void greet(RawHttp2 peer, int... settings) throws IOException {
    byte[] payload = new byte[settings.length * 3];
    for (int i = 0; i < settings.length; i += 2) {
      payload[i * 3 + 1] = (byte) settings[i];
      System.arraycopy(RawHttp2.number(settings[i + 1]), 0, payload, i * 3 + 2, 4);
    }
    peer.frame(RawHttp2.SETTINGS, 0, 0, payload);
    peer.flush();
  }

  /** Answers whatever is asked, for as long as anybody asks. */
  static void answerAll(RawHttp2 peer, String body) throws IOException {
    for (RawHttp2.Frame asked = peer.next(RawHttp2.HEADERS);
        asked != null;
        asked = peer.next(RawHttp2.HEADERS)) {
      peer.headers(asked.stream(), false, ":status=200");
      peer.data(asked.stream(), true, body);
      peer.flush();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (RawHttp2 peer : open) {
      peer.close();
    }
  }
}
