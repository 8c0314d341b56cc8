package dev.sluice.dataplane.main;

import dev.sluice.snapshot.upstream.Endpoint;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A server of grpc-java that says its name to {@link #METHOD}, and perhaps how it is. */
final class GrpcServer implements AutoCloseable {
  static final String METHOD = "test.Who/Is";

  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server;

  /** With grpc-java's own health service. */
  GrpcServer(String name) throws IOException {
    server = start(name, health.getHealthService());
  }

  /**
   * The same.
   *
   * @param health null: none, and who asks is told so
   */
  GrpcServer(String name, @Nullable BindableService health) throws IOException {
    server = start(name, health);
  }

  private static Server start(String name, @Nullable BindableService health) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(who(name));
    return (health == null ? builder : builder.addService(health)).build().start();
  }

  private static ServerServiceDefinition who(String name) {
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(METHOD)
            .build();
    return ServerServiceDefinition.builder("test.Who")
        .addMethod(
            method,
            ServerCalls.asyncUnaryCall(
                (request, answer) -> {
                  answer.onNext(name.getBytes(StandardCharsets.US_ASCII));
                  answer.onCompleted();
                }))
        .build();
  }

  /** Messages as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  void says(String service, ServingStatus status) {
    health.setStatus(service, status);
  }

  void saysNothingOf(String service) {
    health.clearStatus(service);
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", server.getPort());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
